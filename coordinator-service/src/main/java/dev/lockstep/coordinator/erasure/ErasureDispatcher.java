package dev.lockstep.coordinator.erasure;

import dev.lockstep.contract.protocol.Command;
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
 * Sends the command of an erasure through the outbox, in the current transaction. Every attempt has the same dispatch
 * number, because a worker may repeat an erasure.
 */
final class ErasureDispatcher {
    private static final Duration MAX_WAIT = Duration.ofMinutes(5);
    private final SagaJournal journal;
    private final JdbcErasures erasures;
    private final JdbcOutbox outbox;
    private final Consumer<List<OutboxRow>> sender;
    private final Duration lease;

    /**
     * @param sender sends messages after the commit, without blocking
     * @param lease how long the first attempt waits for an answer; each further one waits twice as long
     */
    ErasureDispatcher(
            SagaJournal journal,
            JdbcErasures erasures,
            JdbcOutbox outbox,
            Consumer<List<OutboxRow>> sender,
            Duration lease) {
        this.journal = journal;
        this.erasures = erasures;
        this.outbox = outbox;
        this.sender = sender;
        this.lease = lease;
    }

    void send(StoredErasure stored) {
        SagaState.Started state = (SagaState.Started)
                journal.read(stored.migration()).orElseThrow().state();
        Erasure erasure = stored.erasure();
        Command command = new CommandFactory(lease)
                .erase(state.data(), erasure.step(), stored.dispatch(), erasure.unit(), erasure.actor());
        OutboxRow row = outbox.add(OutboxMessage.of(command));
        erasures.markSent(stored, waitAfter(erasure.attempts()));
        Transactions.afterCommit(() -> sender.accept(List.of(row)));
    }

    private Duration waitAfter(int attempts) {
        Duration wait = lease.multipliedBy(1L << attempts);
        return wait.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : wait;
    }
}
