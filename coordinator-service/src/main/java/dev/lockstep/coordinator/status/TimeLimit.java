package dev.lockstep.coordinator.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.coordinator.saga.Pause;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A deadline of a plan in the API. One of its fields is present.
 *
 * @param at when it passes; absent while it stands still
 * @param secondsLeft how much of it is left; absent unless it stands still, because the migration is paused
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TimeLimit(@Nullable Instant at, @Nullable Long secondsLeft) {
    static @Nullable TimeLimit of(@Nullable Instant due, @Nullable Pause pause) {
        if (due == null) {
            return null;
        }
        return pause == null
                ? new TimeLimit(due, null)
                : new TimeLimit(
                        null, Math.max(0, Duration.between(pause.since(), due).toSeconds()));
    }
}
