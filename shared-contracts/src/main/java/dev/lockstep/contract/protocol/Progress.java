package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * How far a dispatch has come.
 *
 * @param done units done
 * @param total units expected; absent where the store cannot tell
 */
public record Progress(@JsonProperty(required = true) long done, @Nullable Long total) {
    public static final Progress NONE = new Progress(0, null);

    public Progress {
        if (done < 0 || (total != null && total < 0)) {
            throw new IllegalArgumentException("progress is not negative: %d of %s".formatted(done, total));
        }
    }
}
