package dev.lockstep.coordinator.purge;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.saga.SagaData;
import dev.lockstep.coordinator.saga.StepState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the coordinator knows of the journal of a step.
 *
 * @param since when the step was first sent to be applied
 * @param units the number of units that the step changed, each of which has a row; absent if no worker has reported it,
 *     or the step is compensated
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StepJournalSummary(StepId step, TargetName target, Instant since, @Nullable Long units) {
    static @Nullable Long units(SagaData data, StepId step) {
        StepState state = data.steps().get(step);
        if (state instanceof StepState.Applied applied) {
            return applied.result().changed();
        }
        return state instanceof StepState.Finished finished
                ? (Long) finished.applied().changed()
                : null;
    }
}
