package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Records every time at which two migrations are active on one target. */
final class TargetOverlaps {
    private final SimulatedDatabase database;
    private final List<String> found = new ArrayList<>();

    TargetOverlaps(SimulatedDatabase database) {
        this.database = database;
    }

    /** Records the targets with two active migrations. Called after every transition of a saga. */
    void recordCurrent() {
        Map<TargetName, MigrationId> active = new HashMap<>();
        database.sagas().forEach((migration, row) -> {
            if (row.state() instanceof SagaState.Started started && !(started instanceof SagaState.Settled)) {
                started.plan().spec().targets().forEach(target -> addActive(target, migration, active));
            }
        });
    }

    List<String> found() {
        return found;
    }

    private void addActive(TargetName target, MigrationId migration, Map<TargetName, MigrationId> active) {
        MigrationId other = active.put(target, migration);
        if (other != null) {
            found.add("%s and %s on %s".formatted(other, migration, target));
        }
    }
}
