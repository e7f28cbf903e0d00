package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.PlanContract;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.SagaState;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

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
        checkWait(result, contract, events);
        boolean isRolledBack = result.events(expand).stream().anyMatch(SagaEvent.RollbackBegan.class::isInstance);
        if (isRolledBack && result.database().load(contract).state() instanceof SagaState.Started started) {
            result.assertEqual(
                    "contract steps left applied by %s, while %s was rolled back".formatted(contract, expand),
                    started.data().leftApplied(),
                    List.of());
        }
    }

    /** Before the first step is applied, the journal has the end of the delay, the confirmation and the checks. */
    private static void checkWait(SimulationResult result, MigrationId contract, List<SagaEvent> events) {
        List<SagaEvent> before = events.stream()
                .takeWhile(event -> !(event instanceof SagaEvent.Dispatched dispatched
                        && dispatched.direction() == Direction.APPLY))
                .toList();
        if (before.size() == events.size()) {
            return;
        }
        SagaEvent.SubmittedAsContract submitted = (SagaEvent.SubmittedAsContract) events.getFirst();
        PlanContract expected = Objects.requireNonNull(submitted.plan().spec().contract());
        String subject = "of the contract %s before its first step is applied".formatted(contract);
        result.assertEqual("queueing " + subject, has(before, SagaEvent.Enqueued.class), true);
        if (expected.delay() != null) {
            Instant end = submitted.at().plus(expected.delay().duration());
            result.assertEqual(
                    "end of the delay, at %s or later, ".formatted(end) + subject,
                    before.stream()
                            .anyMatch(event -> event instanceof SagaEvent.ContractDue due
                                    && !due.at().isBefore(end)),
                    true);
        }
        if (expected.confirmation()) {
            result.assertEqual("confirmation " + subject, has(before, SagaEvent.ContractConfirmed.class), true);
        }
        if (!expected.checks().isEmpty()) {
            result.assertEqual("checks " + subject, has(before, SagaEvent.ContractChecked.class), true);
        }
    }

    private static boolean has(List<SagaEvent> events, Class<? extends SagaEvent> type) {
        return events.stream().anyMatch(type::isInstance);
    }
}
