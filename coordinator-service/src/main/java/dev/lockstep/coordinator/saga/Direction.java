package dev.lockstep.coordinator.saga;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The kind of work that a dispatch requests for a step. */
public enum Direction {
    @JsonProperty("preflight")
    PREFLIGHT,
    @JsonProperty("rehearse")
    REHEARSE,
    @JsonProperty("dry-run")
    DRY_RUN,
    @JsonProperty("backup")
    BACKUP,
    @JsonProperty("apply")
    APPLY,
    @JsonProperty("finish")
    FINISH,
    @JsonProperty("compensate")
    COMPENSATE
}
