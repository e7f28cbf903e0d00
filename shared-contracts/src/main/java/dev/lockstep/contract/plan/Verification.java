package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A read-only check of a step's effect, with the expected result.
 *
 * @param sql a query for PostgreSQL; its result is the first column of the first row
 * @param count selects the documents or keys to count in MongoDB or Redis
 * @param equalTo the expected result: a string, number or boolean
 * @param atLeast the minimum of the result
 * @param atMost the maximum of the result
 */
public record Verification(
        @Nullable String sql,
        @Nullable Count count,
        @JsonProperty("equals") @Nullable JsonNode equalTo,
        @Nullable Long atLeast,
        @Nullable Long atMost) {
    public Verification {
        requireComplete(sql, count, equalTo, atLeast, atMost);
    }

    /**
     * Checks the fields of a check.
     *
     * @throws InvalidValue if one of them is missing or has the wrong type
     */
    static void requireComplete(
            @Nullable String sql,
            @Nullable Count count,
            @Nullable JsonNode equalTo,
            @Nullable Long atLeast,
            @Nullable Long atMost) {
        if ((sql == null) == (count == null)) {
            throw InvalidValue.withoutPath(
                    "the check",
                    sql == null ? "has neither sql nor count" : "has both sql and count",
                    "write sql for a PostgreSQL target, or count for a MongoDB or Redis target");
        }
        if (equalTo == null && atLeast == null && atMost == null) {
            throw InvalidValue.withoutPath(
                    "the check", "has no expected value", "add equals, atLeast or atMost, such as equals: 0");
        }
        if (equalTo != null && equalTo.isContainer()) {
            throw InvalidValue.in(
                    "equals",
                    "equals is %s; a string, number or boolean is expected".formatted(JsonDescription.typeOf(equalTo)),
                    "write a single value, such as equals: 0");
        }
    }

    /** The kind of target that can run this check. */
    public TargetKind runsOn() {
        return switch (count) {
            case null -> TargetKind.POSTGRES;
            case Count.Documents _documents -> TargetKind.MONGO;
            case Count.Keys _keys -> TargetKind.REDIS;
        };
    }

    /** Describes the check as in the plan. */
    public String describe() {
        return switch (count) {
            case null -> String.valueOf(sql);
            case Count.Documents(String collection, var filter) -> "count of %s %s".formatted(collection, filter);
            case Count.Keys(String match) -> "count of keys %s".formatted(match);
        };
    }

    /** Describes the expected result. */
    public String describeExpected() {
        List<String> parts = new ArrayList<>();
        if (equalTo != null) {
            parts.add("equals " + equalTo);
        }
        if (atLeast != null) {
            parts.add("at least " + atLeast);
        }
        if (atMost != null) {
            parts.add("at most " + atMost);
        }
        return String.join(" and ", parts);
    }

    /** Selects the units that a check counts. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
    public sealed interface Count {
        /** Documents of a collection that match a filter in Extended JSON v2. */
        record Documents(
                @JsonProperty(required = true) String collection, @JsonProperty(required = true) ObjectNode filter)
                implements Count {
            public Documents {
                filter = filter.deepCopy();
            }
        }

        /** Keys whose name matches a glob with the syntax of SCAN. */
        record Keys(@JsonProperty(required = true) String match) implements Count {}
    }
}
