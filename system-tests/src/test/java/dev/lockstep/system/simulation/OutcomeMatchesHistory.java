package dev.lockstep.system.simulation;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.Action;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.SagaState;

/**
 * Only a close or skip by an operator closes a migration; a rejected or cancelled migration, a dry run and a rehearsal have changed
 * no unit.
 */
final class OutcomeMatchesHistory implements Guarantee {
    @Override
    public void assertHolds(SimulationResult result) {
        result.forEachMigrationIn(SagaState.ClosedByOperator.class, migration -> assertClosed(result, migration));
        result.forEachMigrationIn(SagaState.Rejected.class, migration -> assertUnchanged(result, migration));
        result.forEachMigrationIn(SagaState.Cancelled.class, migration -> assertUnchanged(result, migration));
        result.forEachMigrationIn(SagaState.DryRunCompleted.class, migration -> assertTried(result, migration));
        result.forEachMigrationIn(SagaState.RehearsalCompleted.class, migration -> assertTried(result, migration));
    }

    private static void assertTried(SimulationResult result, MigrationId migration) {
        assertUnchanged(result, migration);
        assertUnpublished(result, migration);
    }

    private static void assertClosed(SimulationResult result, MigrationId migration) {
        boolean closed = result.events(migration).stream()
                .anyMatch(event -> event instanceof SagaEvent.RoundOpened opened
                        && (opened.action() == Action.CLOSE || opened.action() == Action.SKIP)
                        && opened.actor().name().equals("operator"));
        result.assertEqual("close or skip by the operator of " + migration, closed, true);
    }

    private static void assertUnpublished(SimulationResult result, MigrationId migration) {
        long published = result.publishedEvents().stream()
                .filter(event -> event.migration().equals(migration))
                .count();
        result.assertEqual("number of public events of the dry run or rehearsal " + migration, published, 0L);
    }

    private static void assertUnchanged(SimulationResult result, MigrationId migration) {
        long changes = result.changes().all().stream()
                .filter(change -> change.key().migration().equals(migration))
                .count();
        result.assertEqual("number of units changed by " + migration, changes, 0L);
    }
}
