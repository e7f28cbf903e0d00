package dev.lockstep.contract.protocol;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.lockstep.contract.plan.StepId;

/** The outcome of the dry run of one step. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface DryRunOutcome {
    StepId step();

    /** The step can be applied. */
    @JsonTypeName("passed")
    record Passed(@JsonProperty(required = true) StepId step, @JsonProperty(required = true) DryRunResult result)
            implements DryRunOutcome {}

    /** An apply would fail in the same way. */
    @JsonTypeName("failed")
    record Failed(@JsonProperty(required = true) StepId step, @JsonProperty(required = true) StepFailure failure)
            implements DryRunOutcome {}

    /**
     * The step was not tried.
     *
     * @param reason such as an earlier step that failed, on which this step may build
     */
    @JsonTypeName("not-tried")
    record NotTried(@JsonProperty(required = true) StepId step, @JsonProperty(required = true) String reason)
            implements DryRunOutcome {}
}
