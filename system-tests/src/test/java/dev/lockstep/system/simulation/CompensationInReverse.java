package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.SagaEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A step is compensated only after all steps that depend on it are compensated or skipped. */
final class CompensationInReverse implements Guarantee {
    @Override
    public void assertHolds(SimulationResult result) {
        result.forEachMigration(migration -> assertReverseOrder(result, migration));
    }

    private static void assertReverseOrder(SimulationResult result, MigrationId migration) {
        Set<StepId> applied = new HashSet<>();
        for (SagaEvent event : result.events(migration)) {
            if (event instanceof SagaEvent.Dispatched dispatched) {
                handleDispatch(result, migration, dispatched, applied);
            } else if (event instanceof SagaEvent.Compensated compensated) {
                applied.remove(compensated.step());
            } else if (event instanceof SagaEvent.Skipped skipped) {
                applied.remove(skipped.step());
            }
        }
    }

    private static void handleDispatch(
            SimulationResult result, MigrationId migration, SagaEvent.Dispatched dispatched, Set<StepId> applied) {
        switch (dispatched.direction()) {
            case PREFLIGHT, REHEARSE, DRY_RUN, BACKUP, FINISH -> {}
            case APPLY -> applied.add(dispatched.step());
            case COMPENSATE -> {
                List<StepId> appliedDependants = dependants(result, migration, dispatched.step()).stream()
                        .filter(applied::contains)
                        .toList();
                result.assertEqual(
                        "applied steps that depend on %s of %s at the start of its compensation"
                                .formatted(dispatched.step(), migration),
                        appliedDependants,
                        List.of());
            }
        }
    }

    private static List<StepId> dependants(SimulationResult result, MigrationId migration, StepId step) {
        return result.database().planOf(migration).spec().dependencies().entrySet().stream()
                .filter(entry -> entry.getValue().contains(step))
                .map(Map.Entry::getKey)
                .toList();
    }
}
