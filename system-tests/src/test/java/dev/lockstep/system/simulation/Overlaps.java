package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks after every transition whether two migrations are at work on one target. */
final class Overlaps {
    private final CoordinatorDatabase database;
    private final List<String> seen = new ArrayList<>();

    Overlaps(CoordinatorDatabase database) {
        this.database = database;
    }

    void look() {
        Map<TargetName, MigrationId> atWork = new HashMap<>();
        database.sagas().forEach((migration, row) -> {
            if (row.state() instanceof SagaState.Started started && !(started instanceof SagaState.Settled)) {
                started.plan().spec().targets().forEach(target -> note(target, migration, atWork));
            }
        });
    }

    List<String> seen() {
        return seen;
    }

    private void note(TargetName target, MigrationId migration, Map<TargetName, MigrationId> atWork) {
        MigrationId other = atWork.put(target, migration);
        if (other != null) {
            seen.add("%s and %s are at work on %s".formatted(other, migration, target));
        }
    }
}
