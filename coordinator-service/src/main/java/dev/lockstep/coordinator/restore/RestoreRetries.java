package dev.lockstep.coordinator.restore;

import dev.lockstep.coordinator.orchestration.MigrationTasks;

/** Sends the commands of restores without an answer again, each in a separate transaction, and gives up after twelve. */
final class RestoreRetries {
    private static final int MAX_ATTEMPTS = 12;
    private final JdbcRestores restores;
    private final RestoreDispatcher dispatcher;
    private final RestoreEnd end;
    private final MigrationTasks tasks;

    RestoreRetries(JdbcRestores restores, RestoreDispatcher dispatcher, RestoreEnd end, MigrationTasks tasks) {
        this.restores = restores;
        this.dispatcher = dispatcher;
        this.end = end;
        this.tasks = tasks;
    }

    void handleAll() {
        tasks.runAll(skipped -> restores.lockNextDue(skipped)
                .map(due -> new MigrationTasks.Task(due.migration(), () -> sendOrGiveUp(due))));
    }

    private void sendOrGiveUp(StoredRestore due) {
        if (due.restore().attempts() < MAX_ATTEMPTS) {
            dispatcher.send(due);
            return;
        }
        String last = due.restore().finding();
        end.failed(
                due,
                last == null
                        ? "no worker has answered in %d attempts".formatted(MAX_ATTEMPTS)
                        : "all of %d attempts have failed; the last failure: %s".formatted(MAX_ATTEMPTS, last));
    }
}
