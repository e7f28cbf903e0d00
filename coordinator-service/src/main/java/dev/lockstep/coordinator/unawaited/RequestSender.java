package dev.lockstep.coordinator.unawaited;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.AfterCommit;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.outbox.JdbcOutbox;
import dev.lockstep.coordinator.outbox.OutboxMessage;
import dev.lockstep.coordinator.outbox.OutboxRow;
import dev.lockstep.coordinator.saga.CommandFactory;
import dev.lockstep.coordinator.saga.SagaData;
import dev.lockstep.coordinator.saga.SagaState;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * Sends the commands of requests through the outbox, in the current transaction. Every attempt of a request has the
 * same dispatch number, because a worker may repeat it.
 */
public final class RequestSender {
    private final SagaJournal journal;
    private final JdbcOutbox outbox;
    private final Consumer<List<OutboxRow>> sender;
    private final Duration lease;
    private final AttemptWaits waits;

    /**
     * @param sender sends messages after the commit, without blocking
     * @param lease how long the first attempt waits for an answer; each further one waits twice as long
     */
    public RequestSender(SagaJournal journal, JdbcOutbox outbox, Consumer<List<OutboxRow>> sender, Duration lease) {
        this.journal = journal;
        this.outbox = outbox;
        this.sender = sender;
        this.lease = lease;
        this.waits = new AttemptWaits(lease);
    }

    /** Returns a number for the command of a new request. */
    public DispatchNumber reserveDispatch() {
        return journal.reserveDispatchNumbers();
    }

    /**
     * Sends the command of a request of a migration that has started.
     *
     * @param command builds the command from the state of the migration
     */
    public <T extends WorkerRequest> void send(
            JdbcRequests<T> requests, StoredRequest<T> stored, BiFunction<CommandFactory, SagaData, Command> command) {
        OutboxRow row =
                outbox.add(OutboxMessage.of(command.apply(new CommandFactory(lease), started(stored.migration()))));
        requests.markSent(stored.dispatch(), waits.after(stored.request().attempts()));
        AfterCommit.run(() -> sender.accept(List.of(row)));
    }

    private SagaData started(MigrationId migration) {
        SagaState.Started state =
                (SagaState.Started) journal.read(migration).orElseThrow().state();
        return state.data();
    }
}
