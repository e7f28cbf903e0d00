package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A read-only check of a step's effect, and what it must find.
 *
 * @param sql a query whose first column of its first row is what is found; PostgreSQL only
 * @param count what to count; MongoDB and Redis only
 * @param equalTo a scalar that what is found must equal
 * @param atLeast the least number that may be found
 * @param atMost the greatest number that may be found
 */
public record Verification(
        @Nullable String sql,
        @Nullable Count count,
        @JsonProperty("equals") @Nullable JsonNode equalTo,
        @Nullable Long atLeast,
        @Nullable Long atMost) {
    public Verification {
        if ((sql == null) == (count == null)) {
            throw InvalidValue.of(
                    sql == null ? "the check has neither sql nor count" : "the check has both sql and count",
                    "write sql for PostgreSQL, count for MongoDB and Redis");
        }
        if (equalTo == null && atLeast == null && atMost == null) {
            throw InvalidValue.of("the check expects nothing", "add equals, atLeast or atMost");
        }
        if (equalTo != null && equalTo.isContainer()) {
            throw InvalidValue.in(
                    "equals",
                    "equals is an object or an array; a single value is expected",
                    "write a number, a text, true or false");
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

    /** What a check counts. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
    public sealed interface Count {
        /** Documents of a collection that a filter, in Extended JSON v2, matches. */
        record Documents(
                @JsonProperty(required = true) String collection, @JsonProperty(required = true) ObjectNode filter)
                implements Count {
            public Documents {
                filter = filter.deepCopy();
            }
        }

        /** Keys whose name matches a glob as SCAN takes it. */
        record Keys(@JsonProperty(required = true) String match) implements Count {}
    }
}
