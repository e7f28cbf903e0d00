package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Progress of one dispatch.
 *
 * @param done number of units processed
 * @param total number of units expected, which can be an estimate that changes; absent if unknown
 * @param throttledBy why the dispatch waits, such as {@code replica lag 14.2 s, limit 10 s}; absent while it works
 */
public record Progress(@JsonProperty(required = true) long done, @Nullable Long total, @Nullable String throttledBy) {
    public static final Progress NONE = new Progress(0, null);

    public Progress {
        if (done < 0 || (total != null && total < 0)) {
            throw new IllegalArgumentException(
                    "progress is %d of %s; both numbers must be at least 0".formatted(done, total));
        }
    }

    /** Progress of a dispatch that works. */
    public Progress(long done, @Nullable Long total) {
        this(done, total, null);
    }

    /** The same numbers while the dispatch waits for this reason, or while it works if there is none. */
    public Progress withThrottledBy(@Nullable String reason) {
        return new Progress(done, total, reason);
    }
}
