package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.PlanSpec;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.HashSet;
import java.util.Set;

/**
 * If a plan has a backup, every target is backed up before any step is dispatched to apply, and every backup that a
 * worker has reported was made.
 */
final class BackupBeforeApply implements Guarantee {
    @Override
    public void assertHolds(SimulationResult result) {
        result.forEachMigration(migration -> {
            if (result.database().load(migration).state() instanceof SagaState.Submitted state
                    && state.plan().spec().backup() != null) {
                check(result, migration, state.plan().spec());
            }
        });
    }

    private static void check(SimulationResult result, MigrationId migration, PlanSpec spec) {
        Set<TargetName> backedUp = new HashSet<>();
        for (SagaEvent event : result.events(migration)) {
            if (event instanceof SagaEvent.BackedUp backup) {
                TargetName target = spec.step(backup.step()).orElseThrow().target();
                result.assertEqual(
                        "backup of target %s before migration %s".formatted(target, migration),
                        result.store(target).backups().contains(migration),
                        true);
                backedUp.add(target);
            }
            if (event instanceof SagaEvent.Dispatched dispatched && dispatched.direction() == Direction.APPLY) {
                result.assertEqual("targets backed up before " + dispatched, backedUp, Set.copyOf(spec.targets()));
            }
        }
    }
}
