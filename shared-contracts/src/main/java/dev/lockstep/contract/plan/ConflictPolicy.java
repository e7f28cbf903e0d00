package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What compensation does with a unit that an application changed after the step touched it. */
public enum ConflictPolicy {
    /** The application's value stays and is reported. */
    @JsonProperty("keep")
    KEEP,
    /** The compensation stops and waits for an operator. */
    @JsonProperty("fail")
    FAIL
}
