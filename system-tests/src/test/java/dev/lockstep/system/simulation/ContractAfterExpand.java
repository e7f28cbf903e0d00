package dev.lockstep.system.simulation;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.List;

/**
 * Each completed migration with contract steps has one migration for them. Contract steps are applied only after
 * everything that they wait for, and are not left applied when the other steps of their plan are rolled back.
 */
final class ContractAfterExpand implements Guarantee {
    @Override
    public void assertHolds(SimulationResult result) {
        result.forEachMigration(migration -> {
            for (SagaEvent event : result.events(migration)) {
                if (event instanceof SagaEvent.Completed completed && completed.contract() != null) {
                    check(result, migration, completed.contract());
                }
            }
        });
    }

    private static void check(SimulationResult result, MigrationId expand, MigrationId contract) {
        List<SagaEvent> events = result.events(contract);
        result.assertEqual(
                "migration whose contract steps %s applies".formatted(contract),
                events.getFirst() instanceof SagaEvent.SubmittedAsContract submitted ? submitted.expand() : null,
                expand);
        boolean isEntered = false;
        for (SagaEvent event : events) {
            isEntered |= event instanceof SagaEvent.Enqueued;
            if (event instanceof SagaEvent.Dispatched dispatched && dispatched.direction() == Direction.APPLY) {
                result.assertEqual("wait of migration %s before %s".formatted(contract, event), isEntered, true);
            }
        }
        boolean isRolledBack = result.events(expand).stream().anyMatch(SagaEvent.RollbackBegan.class::isInstance);
        if (isRolledBack && result.database().load(contract).state() instanceof SagaState.Started started) {
            result.assertEqual(
                    "contract steps left applied by %s, while %s was rolled back".formatted(contract, expand),
                    started.data().leftApplied(),
                    List.of());
        }
    }
}
