package dev.lockstep.system.simulation;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.Action;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.SagaState;

/** I1: closed only where a person closed or skipped; rejected and cancelled only with nothing changed. */
final class OutcomesAreEarned implements Guarantee {
    @Override
    public void holdsIn(Evidence evidence) {
        evidence.each(SagaState.ClosedByOperator.class, (migration, _) -> closedByAPerson(evidence, migration));
        evidence.each(SagaState.Rejected.class, (migration, _) -> nothingChanged(evidence, migration));
        evidence.each(SagaState.Cancelled.class, (migration, _) -> nothingChanged(evidence, migration));
    }

    private static void closedByAPerson(Evidence evidence, MigrationId migration) {
        boolean asked = evidence.events(migration).stream()
                .anyMatch(event -> event instanceof SagaEvent.RoundOpened opened
                        && (opened.action() == Action.CLOSE || opened.action() == Action.SKIP)
                        && opened.actor().equals("operator"));
        evidence.demand("a person closed " + migration, asked, true);
    }

    private static void nothingChanged(Evidence evidence, MigrationId migration) {
        long changes = evidence.ledger().changes().stream()
                .filter(change -> change.key().migration().equals(migration))
                .count();
        evidence.demand("nothing changed by " + migration, changes, 0L);
    }
}
