package dev.lockstep.coordinator.plan;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Parses numbers without losing a digit. Numbers of more than 1000 digits are refused: arithmetic on them is slow. */
final class NumberParser {
    private static final int MAX_DIGITS = 1000;
    private static final Pattern WITH_EXPONENT = Pattern.compile("[-+]?[0-9.]+[eE][-+]?[0-9]+");

    private NumberParser() {}

    /**
     * Parses an integer in decimal, hexadecimal ({@code 0x}) or octal ({@code 0o}) notation.
     *
     * @throws NumberFormatException if the text is not an integer or is too long; its message is for the plan's author
     */
    static JsonNode integer(String text) {
        BigInteger value = checkedInteger(text);
        if (value.bitLength() < Integer.SIZE) {
            return JsonNodeFactory.instance.numberNode(value.intValue());
        }
        return value.bitLength() < Long.SIZE
                ? JsonNodeFactory.instance.numberNode(value.longValue())
                : JsonNodeFactory.instance.numberNode(value);
    }

    /**
     * Parses a number with a fraction or an exponent.
     *
     * @throws NumberFormatException if the text is not a number or is too long; its message is for the plan's author
     */
    static JsonNode decimal(String text) {
        BigDecimal value = bigDecimal(text);
        long integerDigits = (long) value.precision() - value.scale();
        refuseIfLong(Math.max(integerDigits, value.scale()));
        return JsonNodeFactory.instance.numberNode(value);
    }

    private static BigInteger checkedInteger(String text) {
        refuseIfLong(text.length());
        BigInteger value = bigInteger(text);
        refuseIfLong(value.toString().length());
        return value;
    }

    private static BigInteger bigInteger(String text) {
        try {
            return switch (text.substring(0, Math.min(2, text.length()))) {
                case "0x" -> new BigInteger(text.substring(2), 16);
                case "0o" -> new BigInteger(text.substring(2), 8);
                default -> new BigInteger(text);
            };
        } catch (NumberFormatException _e) {
            throw new NumberFormatException("\"%s\" is not a whole number".formatted(text));
        }
    }

    private static BigDecimal bigDecimal(String text) {
        refuseIfLong(text.length());
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException _e) {
            // BigDecimal refuses exponents of more than ten digits.
            throw WITH_EXPONENT.matcher(text).matches()
                    ? tooManyDigits()
                    : new NumberFormatException("\"%s\" is not a JSON number".formatted(text));
        }
    }

    private static void refuseIfLong(long digits) {
        if (digits > MAX_DIGITS) {
            throw tooManyDigits();
        }
    }

    private static NumberFormatException tooManyDigits() {
        return new NumberFormatException(
                "the number exceeds the limit of %d digits when it is written out".formatted(MAX_DIGITS));
    }
}
