package dev.lockstep.worker;

import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.plan.Verification.Count;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
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

    /** Describes the check as in the plan. */
    static String describeCheck(Verification check) {
        return switch (check.count()) {
            case null -> String.valueOf(check.sql());
            case Count.Documents(String collection, var filter) -> "count of %s %s".formatted(collection, filter);
            case Count.Keys(String match) -> "count of keys %s".formatted(match);
        };
    }

    static String describeExpected(Verification check) {
        List<String> parts = new ArrayList<>();
        if (check.equalTo() != null) {
            parts.add("equals " + check.equalTo());
        }
        if (check.atLeast() != null) {
            parts.add("at least " + check.atLeast());
        }
        if (check.atMost() != null) {
            parts.add("at most " + check.atMost());
        }
        return String.join(" and ", parts);
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
