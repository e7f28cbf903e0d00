package dev.lockstep.coordinator.restore;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.coordinator.dispatch.JdbcBackups;
import dev.lockstep.coordinator.dispatch.JdbcBackups.StoredBackup;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.outbox.JdbcOutbox;
import dev.lockstep.coordinator.outbox.OutboxMessage;
import dev.lockstep.coordinator.outbox.OutboxRow;
import dev.lockstep.coordinator.saga.CommandFactory;
import dev.lockstep.coordinator.saga.SagaState;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Sends the command of a restore through the outbox, in the current transaction. Every attempt has the same dispatch
 * number: a worker that still restores drops the repetition, and another one compares before it writes.
 */
final class RestoreDispatcher {
    private static final Duration MAX_WAIT = Duration.ofMinutes(5);
    private final SagaJournal journal;
    private final JdbcBackups backups;
    private final JdbcRestores restores;
    private final JdbcOutbox outbox;
    private final Consumer<List<OutboxRow>> sender;
    private final Duration lease;

    /**
     * @param sender sends messages after the commit, without blocking
     * @param lease how long the first attempt waits for an answer; each further one waits twice as long
     */
    RestoreDispatcher(
            SagaJournal journal,
            JdbcBackups backups,
            JdbcRestores restores,
            JdbcOutbox outbox,
            Consumer<List<OutboxRow>> sender,
            Duration lease) {
        this.journal = journal;
        this.backups = backups;
        this.restores = restores;
        this.outbox = outbox;
        this.sender = sender;
        this.lease = lease;
    }

    void send(StoredRestore stored) {
        SagaState.Started state = (SagaState.Started)
                journal.read(stored.migration()).orElseThrow().state();
        Restore restore = stored.restore();
        StoredBackup backup = backups.find(stored.migration(), restore.target()).orElseThrow();
        Command command = new CommandFactory(lease)
                .restore(
                        state.data(),
                        backup.step(),
                        stored.dispatch(),
                        backup.result().digest(),
                        restore.dryRun(),
                        restore.actor());
        OutboxRow row = outbox.add(OutboxMessage.of(command));
        restores.markSent(stored, waitAfter(restore.attempts()));
        Transactions.afterCommit(() -> sender.accept(List.of(row)));
    }

    private Duration waitAfter(int attempts) {
        Duration wait = lease.multipliedBy(1L << attempts);
        return wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait;
    }
}
