package dev.lockstep.coordinator.status;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.orchestration.VersionedState;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.coordinator.saga.StepState;
import java.util.HashMap;
import java.util.Map;

/**
 * What the newest dry run of the same plan expected of a step, to compare with what the step took.
 *
 * @param dryRun the dry run
 * @param units number of units that the step would change
 * @param journalBytes estimated size of the step's journal
 * @param milliseconds estimated duration of the apply
 */
public record StepEstimate(
        @JsonProperty(required = true) MigrationId dryRun,
        @JsonProperty(required = true) long units,
        @JsonProperty(required = true) long journalBytes,
        @JsonProperty(required = true) long milliseconds) {
    /** The estimates for the steps that the dry run has tried. */
    static Map<StepId, StepEstimate> of(VersionedState dryRun) {
        Map<StepId, StepEstimate> estimates = new HashMap<>();
        if (dryRun.state() instanceof SagaState.Submitted state) {
            state.steps().forEach((id, step) -> {
                if (step instanceof StepState.DryRunEnded ended && ended.estimate() != null) {
                    StepState.Estimate found = ended.estimate();
                    estimates.put(
                            id,
                            new StepEstimate(
                                    dryRun.migration(), found.units(), found.journalBytes(), found.milliseconds()));
                }
            });
        }
        return estimates;
    }
}
