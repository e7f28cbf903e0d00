package dev.lockstep.coordinator.http;

import org.jspecify.annotations.Nullable;

/** Checks the header {@code Idempotency-Key}. */
public final class IdempotencyKeyHeader {
    private static final int MAX_LENGTH = 200;

    private IdempotencyKeyHeader() {}

    /**
     * The key.
     *
     * @return null if the request has none
     * @throws ApiException if it is blank, too long or not storable
     */
    public static @Nullable String checked(@Nullable String key) {
        if (key == null) {
            return null;
        }
        if (key.isBlank()) {
            throw invalid("is blank; write 1 to %d printable characters".formatted(MAX_LENGTH));
        }
        if (key.length() > MAX_LENGTH) {
            throw invalid("has %d characters; the limit is %d".formatted(key.length(), MAX_LENGTH));
        }
        if (!StorableTextRule.isStorable(key)) {
            throw invalid("%s; %s".formatted(StorableTextRule.violation(key), StorableTextRule.HINT));
        }
        return key;
    }

    private static ApiException invalid(String finding) {
        return ApiException.of(ProblemType.INVALID_IDEMPOTENCY_KEY, "Idempotency-Key " + finding);
    }
}
