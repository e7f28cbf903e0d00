package dev.lockstep.coordinator.deadline;

import dev.lockstep.coordinator.dispatch.JdbcRetries;
import dev.lockstep.coordinator.orchestration.CommandResult;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.saga.SagaCommand;

/** Ends back-offs that are over, each in a transaction of its own. */
final class DueRetries {
    private final JdbcRetries retries;
    private final SagaShell sagas;
    private final Transactions transactions;

    DueRetries(JdbcRetries retries, SagaShell sagas, Transactions transactions) {
        this.retries = retries;
        this.sagas = sagas;
        this.transactions = transactions;
    }

    void tick() {
        transactions.repeat(() -> retries.takeNextDue().map(this::endBackoff).isPresent());
    }

    private CommandResult endBackoff(JdbcRetries.DueRetry due) {
        return sagas.handle(
                due.migration(),
                Requester.coordinator("the back-off has ended"),
                context -> new SagaCommand.EndBackoff(context, due.step()));
    }
}
