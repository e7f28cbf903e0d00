package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.queue.JdbcClaims;
import dev.lockstep.coordinator.queue.WaitReasons;
import dev.lockstep.coordinator.saga.SagaCommand;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.List;
import java.util.Map;

/** Starts queued migrations that are first in the queue of every target, if all their targets are ready. */
public final class MigrationStarter {
    private static final int MAX_STARTS = 100;
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

    /** Starts the migrations whose turn it is, all in one transaction. */
    public void startAll() {
        List<MigrationId> first = claims.firstInQueue(MAX_STARTS);
        if (!first.isEmpty()) {
            transactions.run(() -> {
                Map<MigrationId, MigrationChange> changes = journal.lock(first);
                changes.values().forEach(this::startIfReady);
                sagas.save(changes.values());
                return changes.size();
            });
        }
    }

    /** Starts a migration that is first on its targets, if it is queued and all of them are ready. */
    void startIfReady(MigrationChange change) {
        if (change.current().state() instanceof SagaState.Queued queued
                && waitReasons.notReadyReason(queued.plan().spec().targets()).isEmpty()) {
            sagas.decide(change, Requester.coordinator("all targets are locked"), SagaCommand.Start::new);
        }
    }
}
