package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.coordinator.saga.SagaEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** No step is dispatched to apply, finish or compensate while another one on its target is. */
final class OneDispatchPerTarget implements Guarantee {
    @Override
    public void assertHolds(SimulationResult result) {
        result.forEachMigration(migration -> assertOnePerTarget(result, migration));
    }

    private static void assertOnePerTarget(SimulationResult result, MigrationId migration) {
        Map<TargetName, StepId> busy = new HashMap<>();
        for (SagaEvent event : result.events(migration)) {
            switch (event) {
                case SagaEvent.Dispatched dispatched -> {
                    if (changesStore(dispatched.direction())) {
                        StepId other = busy.putIfAbsent(target(result, migration, dispatched), dispatched.step());
                        result.assertEqual(
                                "step in progress on the target of " + dispatched,
                                Objects.requireNonNullElse(other, dispatched.step()),
                                dispatched.step());
                    }
                }
                case SagaEvent.RollbackBegan _e -> busy.clear();
                case SagaEvent.Applied done -> busy.values().remove(done.step());
                case SagaEvent.Finished done -> busy.values().remove(done.step());
                case SagaEvent.Compensated done -> busy.values().remove(done.step());
                case SagaEvent.Stuck stuck -> busy.values().remove(stuck.step());
                default -> {}
            }
        }
    }

    private static boolean changesStore(Direction direction) {
        return switch (direction) {
            case PREFLIGHT, REHEARSE, DRY_RUN, BACKUP -> false;
            case APPLY, FINISH, COMPENSATE -> true;
        };
    }

    private static TargetName target(SimulationResult result, MigrationId migration, SagaEvent.Dispatched dispatched) {
        return result.database()
                .planOf(migration)
                .spec()
                .step(dispatched.step())
                .orElseThrow()
                .target();
    }
}
