package dev.lockstep.coordinator.saga;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a pause does with a running PostgreSQL step, which has no point at which it could stop and continue. */
public enum RunningScripts {
    /** The step ends first; nothing starts after it. */
    @JsonProperty("finish")
    FINISH,
    /** The step is stopped and its transaction rolled back; it starts again when the migration is resumed. */
    @JsonProperty("cancel")
    CANCEL
}
