package dev.lockstep.coordinator.deadline;

import dev.lockstep.coordinator.dispatch.JdbcRetries;
import dev.lockstep.coordinator.orchestration.MigrationTasks;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.saga.SagaCommand;

/** Ends the back-offs of due retries, each in a separate transaction. */
final class DueRetryHandler {
    private final JdbcRetries retries;
    private final SagaShell sagas;
    private final MigrationTasks tasks;

    DueRetryHandler(JdbcRetries retries, SagaShell sagas, MigrationTasks tasks) {
        this.retries = retries;
        this.sagas = sagas;
        this.tasks = tasks;
    }

    void handleAll() {
        tasks.runAll(skipped -> retries.takeNextDue(skipped)
                .map(due -> new MigrationTasks.Task(due.migration(), () -> endBackoff(due))));
    }

    private void endBackoff(JdbcRetries.DueRetry due) {
        var _ = sagas.handle(
                due.migration(),
                Requester.coordinator("the back-off has ended"),
                context -> new SagaCommand.EndBackoff(context, due.step(), due.due()));
    }
}
