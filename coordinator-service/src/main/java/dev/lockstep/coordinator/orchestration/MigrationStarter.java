package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.queue.JdbcClaims;
import dev.lockstep.coordinator.queue.WaitReasons;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaState;

/** Starts queued migrations that are first on all their targets while all of these are ready. */
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

    /** Starts a migration that this transaction has locked or inserted; returns its state, started or not. */
    VersionedState startIfReady(VersionedState before) {
        if (!(before.state() instanceof SagaState.Queued queued)
                || !claims.isFirst(before.migration())
                || waitReasons.notReady(queued.plan().spec().targets()).isPresent()) {
            return before;
        }
        return switch (sagas.handle(before, Requester.coordinator("all targets are locked"), SagaCommand.Start::new)) {
            case CommandResult.Accepted accepted -> accepted.after();
            case CommandResult.Refused _r -> before;
            case CommandResult.UnknownMigration _r -> before;
        };
    }
}
