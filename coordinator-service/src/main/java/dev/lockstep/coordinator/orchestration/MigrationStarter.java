package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.queue.JdbcClaims;
import dev.lockstep.coordinator.queue.WaitReasons;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaState;

/** Starts queued migrations that are first in the queue of every target, if all their targets are ready. */
public final class MigrationStarter {
    private final JdbcClaims claims;
    private final WaitReasons waitReasons;
    private final SagaJournal journal;
    private final SagaShell sagas;
    private final Transactions transactions;

    public MigrationStarter(
            JdbcClaims claims,
            WaitReasons waitReasons,
            SagaJournal journal,
            SagaShell sagas,
            Transactions transactions) {
        this.claims = claims;
        this.waitReasons = waitReasons;
        this.journal = journal;
        this.sagas = sagas;
        this.transactions = transactions;
    }

    public void startAll() {
        for (MigrationId migration : claims.firstInQueue()) {
            transactions.run(() -> journal.lock(migration).map(this::startIfReady));
        }
    }

    /**
     * Starts a queued migration if its targets are free and ready. The current transaction must have locked or inserted
     * the migration.
     *
     * @return the state after the start, or the current state if the migration cannot start
     */
    VersionedState startIfReady(VersionedState current) {
        if (!(current.state() instanceof SagaState.Queued queued)
                || !claims.isFirst(current.migration())
                || waitReasons.notReadyReason(queued.plan().spec().targets()).isPresent()) {
            return current;
        }
        return switch (sagas.handle(current, Requester.coordinator("all targets are locked"), SagaCommand.Start::new)) {
            case CommandResult.Accepted accepted -> accepted.newState();
            case CommandResult.Refused _r -> current;
            case CommandResult.UnknownMigration _r -> current;
        };
    }
}
