package dev.lockstep.coordinator.deadline;

import dev.lockstep.coordinator.dispatch.JdbcRetries;
import dev.lockstep.coordinator.orchestration.CommandResult;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.saga.SagaCommand;

/** Ends the back-offs of due retries, each in a separate transaction. */
final class DueRetryHandler {
    private final JdbcRetries retries;
    private final SagaShell sagas;
    private final Transactions transactions;

    DueRetryHandler(JdbcRetries retries, SagaShell sagas, Transactions transactions) {
        this.retries = retries;
        this.sagas = sagas;
        this.transactions = transactions;
    }

    void handleAll() {
        transactions.repeatWhileTrue(
                () -> retries.takeNextDue().map(this::endBackoff).isPresent());
    }

    private CommandResult endBackoff(JdbcRetries.DueRetry due) {
        return sagas.handle(
                due.migration(),
                Requester.coordinator("the back-off has ended"),
                context -> new SagaCommand.EndBackoff(context, due.step()));
    }
}
