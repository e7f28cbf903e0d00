package dev.lockstep.coordinator.saga;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Why the saga asks an endpoint, and waits for its answer. */
public enum EndpointPurpose {
    @JsonProperty("enter-maintenance")
    ENTER_MAINTENANCE,
    @JsonProperty("leave-maintenance")
    LEAVE_MAINTENANCE,
    @JsonProperty("smoke-test")
    SMOKE_TEST
}
