package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.coordinator.saga.SagaEvent;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** I8: no step is sent before all that it depends on was heard to be applied. */
final class DependenciesFirst implements Guarantee {
    @Override
    public void holdsIn(Evidence evidence) {
        evidence.database().sagas().keySet().forEach(migration -> inOrder(evidence, migration));
    }

    private static void inOrder(Evidence evidence, MigrationId migration) {
        var dependencies = evidence.database().planOf(migration).spec().dependencies();
        Set<StepId> applied = new HashSet<>();
        for (SagaEvent event : evidence.events(migration)) {
            if (event instanceof SagaEvent.Applied done) {
                applied.add(done.step());
            }
            if (event instanceof SagaEvent.Dispatched dispatched && dispatched.direction() == Direction.APPLY) {
                boolean ready =
                        applied.containsAll(dependencies.getOrDefault(dispatched.step(), new LinkedHashSet<>()));
                evidence.demand("ready for " + dispatched, ready, true);
            }
        }
    }
}
