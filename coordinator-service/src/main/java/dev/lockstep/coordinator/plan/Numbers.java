package dev.lockstep.coordinator.plan;

import java.math.BigDecimal;
import java.math.BigInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Numbers without a digit lost, in the node that Jackson itself would choose. What would be longer than a thousand digits
 * is refused: no message could carry it, and to calculate with it can take for ever.
 */
final class Numbers {
    private static final int MAX_DIGITS = 1000;

    private Numbers() {}

    /** Decimal, {@code 0x} or {@code 0o}; throws a {@link NumberFormatException} that says what is wrong. */
    static JsonNode whole(String text) {
        BigInteger value = integer(text);
        if (value.bitLength() < Integer.SIZE) {
            return JsonNodeFactory.instance.numberNode(value.intValue());
        }
        return value.bitLength() < Long.SIZE
                ? JsonNodeFactory.instance.numberNode(value.longValue())
                : JsonNodeFactory.instance.numberNode(value);
    }

    /** With its exponent, if it has one; throws a {@link NumberFormatException} that says what is wrong. */
    static JsonNode decimal(String text) {
        BigDecimal value = bigDecimal(text);
        long before = (long) value.precision() - value.scale();
        refuseIfLong(Math.max(before, value.scale()));
        return JsonNodeFactory.instance.numberNode(value);
    }

    private static BigInteger integer(String text) {
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
            throw new NumberFormatException("%s is no whole number".formatted(text));
        }
    }

    private static BigDecimal bigDecimal(String text) {
        refuseIfLong(text.length());
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException _e) {
            throw new NumberFormatException("%s is no number of JSON".formatted(text));
        }
    }

    private static void refuseIfLong(long digits) {
        if (digits > MAX_DIGITS) {
            throw new NumberFormatException("a number has at most %d digits, written out".formatted(MAX_DIGITS));
        }
    }
}
