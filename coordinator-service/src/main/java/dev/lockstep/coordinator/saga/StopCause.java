package dev.lockstep.coordinator.saga;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why the saga no longer waits for a dispatch that has not ended. */
public enum StopCause {
    /** The worker has reported that it stopped: it is ending, or the migration is paused. */
    @JsonProperty("stopped-by-worker")
    STOPPED_BY_WORKER,
    /** An operator pauses the migration. */
    @JsonProperty("paused")
    PAUSED,
    /** An operator changes the rate. */
    @JsonProperty("throttled")
    THROTTLED
}
