package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.TargetRequestHeader;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestText;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for schema versions.
 *
 * @param timeLimitSeconds seconds after which the worker answers with what it has counted, 1 to 600; 60 if it is absent
 * @param sample number of units of each collection, or of all keys, that are read at most; all if it is absent
 * @param prefixSegments number of segments between colons that make the prefix of a key, 1 to 5; 1 if it is absent
 */
record SchemaVersionsRequest(
        @Nullable Integer timeLimitSeconds, @Nullable Long sample, @Nullable Integer prefixSegments) {
    private static final RequestText TEXT = new RequestText(ProblemType.INVALID_TARGET_REQUEST);
    private static final int DEFAULT_SECONDS = 60;

    /**
     * Validates the request and builds its message.
     *
     * @throws ApiException if a field is out of its range
     */
    TargetRequest message(TargetRequestHeader header) {
        return new TargetRequest.SchemaVersions(
                header,
                Duration.ofSeconds(inRange("timeLimitSeconds", timeLimitSeconds, DEFAULT_SECONDS, (int)
                        TargetRequest.SchemaVersions.MAX_TIME_LIMIT.toSeconds())),
                checkedSample(),
                inRange("prefixSegments", prefixSegments, 1, TargetRequest.SchemaVersions.MAX_PREFIX_SEGMENTS));
    }

    private @Nullable Long checkedSample() {
        if (sample != null && (sample < 1 || sample > Integer.MAX_VALUE)) {
            throw outOfRange("sample", sample, Integer.MAX_VALUE);
        }
        return sample;
    }

    private static int inRange(String field, @Nullable Integer value, int absent, int max) {
        if (value != null && (value < 1 || value > max)) {
            throw outOfRange(field, value, max);
        }
        return value == null ? absent : value;
    }

    private static ApiException outOfRange(String field, long value, long max) {
        return TEXT.invalid(
                "/" + field,
                "%s is %d; 1 to %d is expected".formatted(field, value, max),
                "write a number from 1 to %d, or leave it out".formatted(max));
    }
}
