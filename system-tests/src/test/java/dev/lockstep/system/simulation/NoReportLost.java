package dev.lockstep.system.simulation;

import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.coordinator.saga.StepState;
import dev.lockstep.worker.StepKey;
import dev.lockstep.worker.StepPhase;
import dev.lockstep.worker.StepRecord;
import org.jspecify.annotations.Nullable;

/** At the end the saga has the same phase for each step as the step journal in the target store. */
final class NoReportLost implements Guarantee {
    @Override
    public void assertHolds(SimulationResult result) {
        result.forEachStateOf(
                SagaState.Started.class,
                (migration, state) -> result.forEachStepOf(
                        migration, (step, store, key) -> assertSamePhase(result, state, store, key)));
    }

    private static void assertSamePhase(
            SimulationResult result, SagaState.Started state, SimulatedStore store, StepKey key) {
        @Nullable StepPhase expected = expectedPhase(state.steps().get(key.step()));
        if (expected != null) {
            StepRecord row = store.journal().read(key).step();
            result.assertEqual("journal phase of " + key, row == null ? "none" : row.phase(), expected);
        }
    }

    /** The phase that the step has in its journal; absent if the step never ran or was left by an operator. */
    private static @Nullable StepPhase expectedPhase(@Nullable StepState step) {
        if (step instanceof StepState.Applied) {
            return StepPhase.APPLIED;
        }
        if (step instanceof StepState.Finished) {
            return StepPhase.FINISHED;
        }
        return step instanceof StepState.Compensated ? StepPhase.COMPENSATED : null;
    }
}
