package dev.lockstep.coordinator.deadline;

import dev.lockstep.coordinator.dispatch.JdbcGateChecks;
import dev.lockstep.coordinator.orchestration.MigrationTasks;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.saga.SagaCommand;

/** Checks the gates whose time limits have passed, each migration in a separate transaction. */
final class DueGateHandler {
    private final JdbcGateChecks checks;
    private final SagaShell sagas;
    private final MigrationTasks tasks;

    DueGateHandler(JdbcGateChecks checks, SagaShell sagas, MigrationTasks tasks) {
        this.checks = checks;
        this.sagas = sagas;
        this.tasks = tasks;
    }

    void handleAll() {
        tasks.runAll(skipped -> checks.takeNextDue(skipped)
                .map(migration -> new MigrationTasks.Task(migration, () -> {
                    var _ = sagas.handle(
                            migration,
                            Requester.coordinator("a time limit of a gate has passed"),
                            SagaCommand.CheckGates::new);
                })));
    }
}
