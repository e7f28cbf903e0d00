package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Progress of one dispatch.
 *
 * @param done number of units processed
 * @param total number of units expected; absent if unknown
 */
public record Progress(@JsonProperty(required = true) long done, @Nullable Long total) {
    public static final Progress NONE = new Progress(0, null);

    public Progress {
        if (done < 0 || (total != null && total < 0)) {
            throw new IllegalArgumentException(
                    "progress is %d of %s; both numbers must be at least 0".formatted(done, total));
        }
    }
}
