package dev.lockstep.coordinator.deadline;

import dev.lockstep.coordinator.dispatch.JdbcPlanDeadlines;
import dev.lockstep.coordinator.orchestration.MigrationTasks;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.saga.SagaCommand;

/** Checks the deadlines of plans that have passed, each migration in a separate transaction. */
final class PlanDeadlineHandler {
    private final JdbcPlanDeadlines deadlines;
    private final SagaShell sagas;
    private final MigrationTasks tasks;

    PlanDeadlineHandler(JdbcPlanDeadlines deadlines, SagaShell sagas, MigrationTasks tasks) {
        this.deadlines = deadlines;
        this.sagas = sagas;
        this.tasks = tasks;
    }

    void handleAll() {
        tasks.runAll(skipped -> deadlines
                .takeNextDue(skipped)
                .map(migration -> new MigrationTasks.Task(migration, () -> {
                    var _ = sagas.handle(
                            migration,
                            Requester.coordinator("a deadline of the plan has passed"),
                            SagaCommand.CheckDeadlines::new);
                })));
    }
}
