package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How compensation handles a unit that an application changed after the step. */
public enum ConflictPolicy {
    /** Keeps the application's value and reports the conflict. */
    @JsonProperty("keep")
    KEEP,
    /** Fails the compensation, which then waits for an operator. */
    @JsonProperty("fail")
    FAIL
}
