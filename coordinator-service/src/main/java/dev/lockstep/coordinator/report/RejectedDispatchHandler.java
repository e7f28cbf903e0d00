package dev.lockstep.coordinator.report;

import dev.lockstep.coordinator.orchestration.CommandResult;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.outbox.JdbcOutbox;
import dev.lockstep.coordinator.outbox.ParkedDispatch;
import dev.lockstep.coordinator.saga.SagaCommand;

/** Ends dispatches that Kafka rejected permanently, each in a separate transaction. */
final class RejectedDispatchHandler {
    private final JdbcOutbox outbox;
    private final SagaShell sagas;
    private final Transactions transactions;

    RejectedDispatchHandler(JdbcOutbox outbox, SagaShell sagas, Transactions transactions) {
        this.outbox = outbox;
        this.sagas = sagas;
        this.transactions = transactions;
    }

    void handleAll() {
        if (outbox.hasUnreportedParked()) {
            transactions.repeatWhileTrue(
                    () -> outbox.lockNextParked().map(this::reject).isPresent());
        }
    }

    private CommandResult reject(ParkedDispatch parked) {
        CommandResult result = sagas.handle(
                parked.migration(),
                Requester.coordinator("Kafka rejected the dispatch permanently"),
                context -> new SagaCommand.RejectDispatch(context, parked.step(), parked.dispatch(), parked.reason()));
        outbox.markReported(parked);
        return result;
    }
}
