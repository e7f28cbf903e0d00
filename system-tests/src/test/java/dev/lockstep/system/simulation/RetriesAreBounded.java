package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.SagaState;

/** No attempt has a number above the limit of its step, except to apply or finish a plan with an irreversible step. */
final class RetriesAreBounded implements Guarantee {
    @Override
    public void assertHolds(SimulationResult result) {
        result.forEachMigration(migration -> assertBounded(result, migration));
    }

    private static void assertBounded(SimulationResult result, MigrationId migration) {
        boolean hasPivot =
                result.database().planOf(migration).spec().steps().stream().anyMatch(Step::irreversible);
        if (!(result.database().load(migration).state() instanceof SagaState.Submitted state)) {
            return;
        }
        for (SagaEvent event : result.events(migration)) {
            if (event instanceof SagaEvent.Dispatched dispatched
                    && dispatched.attempt() > maxAttempts(state, dispatched)
                    && !(hasPivot && isForward(dispatched.direction()))) {
                throw new AssertionError("attempts: found %s, expected at most %d"
                        .formatted(dispatched, maxAttempts(state, dispatched)));
            }
        }
    }

    private static int maxAttempts(SagaState.Submitted state, SagaEvent.Dispatched dispatched) {
        return Simulation.POLICY
                .forStep(state.submitted(), dispatched.step(), dispatched.direction())
                .maxAttempts();
    }

    private static boolean isForward(Direction direction) {
        return direction == Direction.APPLY || direction == Direction.FINISH;
    }
}
