package dev.lockstep.coordinator.erasure;

import dev.lockstep.coordinator.orchestration.MigrationTasks;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the commands of erasures without an answer again, each in a separate transaction, and gives up after ten. While
 * units of the migration must not be erased, as during a rollback, it sends none.
 */
final class ErasureRetries {
    private static final Logger LOG = LoggerFactory.getLogger(ErasureRetries.class);
    private static final int MAX_ATTEMPTS = 10;
    private static final Duration STATE_INTERVAL = Duration.ofSeconds(10);
    private final SagaJournal journal;
    private final JdbcErasures erasures;
    private final ErasureDispatcher dispatcher;
    private final MigrationTasks tasks;

    ErasureRetries(SagaJournal journal, JdbcErasures erasures, ErasureDispatcher dispatcher, MigrationTasks tasks) {
        this.journal = journal;
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
            sendIfAllowed(due);
        } else {
            giveUp(due);
        }
    }

    private void sendIfAllowed(StoredErasure due) {
        switch (ErasureRules.decide(journal.read(due.migration()).orElseThrow().state())) {
            case ErasureRules.Decision.Allowed _allowed -> dispatcher.send(due);
            case ErasureRules.Decision.Refused _refused -> erasures.postpone(due, STATE_INTERVAL);
        }
    }

    private void giveUp(StoredErasure due) {
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
