package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.coordinator.saga.SagaEvent;

/** I17: no attempt is numbered above the limit, unless there is no way back. */
final class RetriesAreBounded implements Guarantee {
    @Override
    public void holdsIn(Evidence evidence) {
        evidence.database().sagas().keySet().forEach(migration -> bounded(evidence, migration));
    }

    private static void bounded(Evidence evidence, MigrationId migration) {
        boolean oneWay =
                evidence.database().planOf(migration).spec().steps().stream().anyMatch(Step::irreversible);
        for (SagaEvent event : evidence.events(migration)) {
            if (event instanceof SagaEvent.Dispatched dispatched
                    && dispatched.attempt() > Simulation.POLICY.maxAttempts()
                    && !(oneWay && isForward(dispatched.direction()))) {
                throw new AssertionError("too often: " + dispatched);
            }
        }
    }

    private static boolean isForward(Direction direction) {
        return direction == Direction.APPLY || direction == Direction.FINISH;
    }
}
