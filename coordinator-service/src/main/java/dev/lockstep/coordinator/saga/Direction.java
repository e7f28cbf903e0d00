package dev.lockstep.coordinator.saga;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a dispatch requests for a step. */
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
