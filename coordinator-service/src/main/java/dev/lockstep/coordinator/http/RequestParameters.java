package dev.lockstep.coordinator.http;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import java.util.Optional;
import java.util.UUID;

/** Parses path and query parameters. */
public final class RequestParameters {
    private RequestParameters() {}

    public static MigrationId migration(String text) {
        return findMigration(text).orElseThrow(() -> unknownMigration(text));
    }

    /** The id of a migration; empty if the text is not one. */
    public static Optional<MigrationId> findMigration(String text) {
        try {
            return Optional.of(new MigrationId(UUID.fromString(text)));
        } catch (IllegalArgumentException _e) {
            return Optional.empty();
        }
    }

    /** The number of a thing in the path; empty if the text is not one. */
    public static Optional<Long> findNumber(String text) {
        try {
            return Optional.of(Long.valueOf(text));
        } catch (NumberFormatException _e) {
            return Optional.empty();
        }
    }

    /**
     * Parses the parameter {@code after}, a position in the list that the previous page names. An id would
     * tell a caller which migrations exist that it may not view; positions tell only how many there are.
     */
    public static long cursor(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException _e) {
            throw invalidQuery("after is \"%s\"; the value of next from the previous page is expected".formatted(text));
        }
    }

    /** Checks the parameter {@code limit}, the number of items on a page. */
    public static int pageSize(int limit, int max) {
        if (limit < 1 || limit > max) {
            throw invalidQuery("limit is %d; a number from 1 to %d is expected".formatted(limit, max));
        }
        return limit;
    }

    public static TargetName target(String text) {
        try {
            return new TargetName(text);
        } catch (IllegalArgumentException _e) {
            throw unknownTarget(text);
        }
    }

    public static ApiException unknownMigration(String id) {
        return ApiException.of(ProblemType.UNKNOWN_MIGRATION, "there is no migration with id \"%s\"".formatted(id));
    }

    public static ApiException unknownTarget(String name) {
        return ApiException.of(ProblemType.UNKNOWN_TARGET, "no worker has registered target \"%s\"".formatted(name));
    }

    public static ApiException invalidQuery(String detail) {
        return ApiException.of(ProblemType.INVALID_QUERY, detail);
    }
}
