package dev.lockstep.coordinator.plan;

import java.math.BigDecimal;
import java.math.BigInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Parses numbers without losing a digit. Numbers of more than 1000 digits are refused: no message could carry them, and
 * arithmetic on them is too slow.
 */
final class NumberParser {
    private static final int MAX_DIGITS = 1000;

    private NumberParser() {}

    /**
     * Parses a decimal, {@code 0x} or {@code 0o} integer.
     *
     * @throws NumberFormatException with a message for the plan's author
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
     * @throws NumberFormatException with a message for the plan's author
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
            throw new NumberFormatException("%s is not a whole number".formatted(text));
        }
    }

    private static BigDecimal bigDecimal(String text) {
        refuseIfLong(text.length());
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException _e) {
            throw new NumberFormatException("%s is not a JSON number".formatted(text));
        }
    }

    private static void refuseIfLong(long digits) {
        if (digits > MAX_DIGITS) {
            throw new NumberFormatException("the number has more than %d digits when it is written out; the limit is %d"
                    .formatted(MAX_DIGITS, MAX_DIGITS));
        }
    }
}
