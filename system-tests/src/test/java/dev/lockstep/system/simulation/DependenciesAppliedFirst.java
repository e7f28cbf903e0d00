package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.coordinator.saga.SagaEvent;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/** A step is dispatched to apply only after the steps it depends on are reported applied. */
final class DependenciesAppliedFirst implements Guarantee {
    @Override
    public void assertHolds(SimulationResult result) {
        result.forEachMigration(migration -> assertForwardOrder(result, migration));
    }

    private static void assertForwardOrder(SimulationResult result, MigrationId migration) {
        var dependencies = result.database().planOf(migration).spec().dependencies();
        Set<StepId> applied = new HashSet<>();
        for (SagaEvent event : result.events(migration)) {
            if (event instanceof SagaEvent.Applied done) {
                applied.add(done.step());
            }
            if (event instanceof SagaEvent.Dispatched dispatched && dispatched.direction() == Direction.APPLY) {
                boolean areApplied =
                        applied.containsAll(dependencies.getOrDefault(dispatched.step(), new LinkedHashSet<>()));
                result.assertEqual("dependencies are applied before " + dispatched, areApplied, true);
            }
        }
    }
}
