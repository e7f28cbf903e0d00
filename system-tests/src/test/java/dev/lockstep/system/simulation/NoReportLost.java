package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.coordinator.saga.StepState;
import dev.lockstep.worker.StepKey;
import dev.lockstep.worker.StepPhase;
import dev.lockstep.worker.StepRecord;
import org.jspecify.annotations.Nullable;

/** What the saga has heard of each step at its end is what the target's own journal has of it. */
final class NoReportLost implements Guarantee {
    @Override
    public void holdsIn(Evidence evidence) {
        evidence.each(
                SagaState.Started.class,
                (migration, state) ->
                        evidence.eachStep(migration, (step, store, key) -> agree(evidence, state, step, store, key)));
    }

    private static void agree(Evidence evidence, SagaState.Started state, Step step, Store store, StepKey key) {
        @Nullable StepPhase heard = phase(state.steps().get(step.id()));
        if (heard != null) {
            StepRecord row = store.journal().read(key).step();
            evidence.demand("the journal of " + key, row == null ? "nothing" : row.phase(), heard);
        }
    }

    /** What a step that was heard out must be in its store; absent where a person left it, or nothing ever ran. */
    private static @Nullable StepPhase phase(@Nullable StepState step) {
        if (step instanceof StepState.Applied) {
            return StepPhase.APPLIED;
        }
        if (step instanceof StepState.Finished) {
            return StepPhase.FINISHED;
        }
        return step instanceof StepState.Compensated ? StepPhase.COMPENSATED : null;
    }
}
