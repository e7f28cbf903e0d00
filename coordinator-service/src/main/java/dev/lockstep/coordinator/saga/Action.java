package dev.lockstep.coordinator.saga;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a person may ask of a migration, by the name that the API has for it. */
public enum Action {
    @JsonProperty("cancel")
    CANCEL,
    @JsonProperty("rollback")
    ROLLBACK,
    @JsonProperty("retry")
    RETRY,
    @JsonProperty("skip")
    SKIP,
    @JsonProperty("close")
    CLOSE
}
