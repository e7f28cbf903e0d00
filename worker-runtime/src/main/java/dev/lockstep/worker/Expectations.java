package dev.lockstep.worker;

import dev.lockstep.contract.plan.Verification;
import java.math.BigDecimal;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Compares the results of checks with the expected values of the plan.
 *
 * <p>Results are text. An expected number is compared as a number, so {@code 0} equals {@code 0.00}. An expected string
 * is compared as text. An expected boolean also equals PostgreSQL's {@code t} and {@code f}.
 */
final class Expectations {
    private Expectations() {}

    static boolean isMet(Verification check, String found) {
        JsonNode equalTo = check.equalTo();
        Long atLeast = check.atLeast();
        Long atMost = check.atMost();
        return (equalTo == null || isEqual(equalTo, found))
                && (atLeast == null
                        || compare(found, atLeast).filter(sign -> sign >= 0).isPresent())
                && (atMost == null
                        || compare(found, atMost).filter(sign -> sign <= 0).isPresent());
    }

    private static boolean isEqual(JsonNode expected, String found) {
        if (expected.isNumber()) {
            return parseNumber(found)
                    .filter(value -> value.compareTo(expected.decimalValue()) == 0)
                    .isPresent();
        }
        if (expected.isBoolean()) {
            return found.equals(expected.asString()) || found.equals(expected.booleanValue() ? "t" : "f");
        }
        return found.equals(expected.isNull() ? "null" : expected.stringValue());
    }

    private static Optional<Integer> compare(String found, long bound) {
        return parseNumber(found).map(value -> value.compareTo(BigDecimal.valueOf(bound)));
    }

    private static Optional<BigDecimal> parseNumber(String found) {
        try {
            return Optional.of(new BigDecimal(found.strip()));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
