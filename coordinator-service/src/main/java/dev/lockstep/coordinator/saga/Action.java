package dev.lockstep.coordinator.saga;

import com.fasterxml.jackson.annotation.JsonProperty;

/** An operator action on a migration. The JSON names are those of the API. */
public enum Action {
    @JsonProperty("approve")
    APPROVE,
    @JsonProperty("reject")
    REJECT,
    @JsonProperty("contract")
    CONTRACT,
    @JsonProperty("cancel")
    CANCEL,
    @JsonProperty("prioritise")
    PRIORITISE,
    @JsonProperty("pause")
    PAUSE,
    @JsonProperty("resume")
    RESUME,
    @JsonProperty("throttle")
    THROTTLE,
    @JsonProperty("rollback")
    ROLLBACK,
    @JsonProperty("retry")
    RETRY,
    @JsonProperty("skip")
    SKIP,
    @JsonProperty("close")
    CLOSE
}
