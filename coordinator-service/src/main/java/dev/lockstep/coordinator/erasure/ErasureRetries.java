package dev.lockstep.coordinator.erasure;

import dev.lockstep.coordinator.orchestration.MigrationTasks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the commands of erasures without an answer again, each in a separate transaction, and gives up after ten. */
final class ErasureRetries {
    private static final Logger LOG = LoggerFactory.getLogger(ErasureRetries.class);
    private static final int MAX_ATTEMPTS = 10;
    private final JdbcErasures erasures;
    private final ErasureDispatcher dispatcher;
    private final MigrationTasks tasks;

    ErasureRetries(JdbcErasures erasures, ErasureDispatcher dispatcher, MigrationTasks tasks) {
        this.erasures = erasures;
        this.dispatcher = dispatcher;
        this.tasks = tasks;
    }

    void handleAll() {
        tasks.runAll(skipped -> erasures.lockNextDue(skipped)
                .map(due -> new MigrationTasks.Task(due.migration(), () -> sendOrGiveUp(due))));
    }

    private void sendOrGiveUp(StoredErasure due) {
        if (due.erasure().attempts() < MAX_ATTEMPTS) {
            dispatcher.send(due);
            return;
        }
        String last = due.erasure().finding();
        String finding = last == null
                ? "no worker has answered in %d attempts".formatted(MAX_ATTEMPTS)
                : "all of %d attempts have failed; the last failure: %s".formatted(MAX_ATTEMPTS, last);
        erasures.end(due.dispatch(), ErasureState.FAILED, finding);
        LOG.atWarn()
                .addKeyValue("migration", due.migration())
                .addKeyValue("erasure", due.erasure().number())
                .log("An erasure has failed; no further attempt is made");
    }
}
