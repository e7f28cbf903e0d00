package dev.lockstep.coordinator.saga;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a dispatch asks of a step. */
public enum Direction {
    @JsonProperty("preflight")
    PREFLIGHT,
    @JsonProperty("apply")
    APPLY,
    @JsonProperty("finish")
    FINISH,
    @JsonProperty("compensate")
    COMPENSATE
}
