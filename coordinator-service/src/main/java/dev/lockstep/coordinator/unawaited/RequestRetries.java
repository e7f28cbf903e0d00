package dev.lockstep.coordinator.unawaited;

import dev.lockstep.coordinator.orchestration.MigrationTasks;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the commands of requests of one kind without an answer again, each in a separate transaction, until it gives
 * up.
 */
public final class RequestRetries<T extends WorkerRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(RequestRetries.class);
    private final JdbcRequests<T> requests;
    private final RequestAnswers<?> answers;
    private final Consumer<StoredRequest<T>> attempt;
    private final MigrationTasks tasks;
    private final int maxAttempts;

    /** @param attempt sends the command, or sets the time of the next attempt */
    public RequestRetries(
            JdbcRequests<T> requests,
            RequestAnswers<?> answers,
            Consumer<StoredRequest<T>> attempt,
            MigrationTasks tasks,
            int maxAttempts) {
        this.requests = requests;
        this.answers = answers;
        this.attempt = attempt;
        this.tasks = tasks;
        this.maxAttempts = maxAttempts;
    }

    public void handleAll() {
        tasks.runAll(skipped -> requests.lockNextDue(skipped)
                .map(due -> new MigrationTasks.Task(due.migration(), () -> attemptOrGiveUp(due))));
    }

    private void attemptOrGiveUp(StoredRequest<T> due) {
        if (due.request().attempts() < maxAttempts) {
            attempt.accept(due);
        } else {
            giveUp(due);
        }
    }

    private void giveUp(StoredRequest<T> due) {
        String last = due.request().finding();
        String finding = last == null
                ? "no worker has answered in %d attempts".formatted(maxAttempts)
                : "all of %d attempts have failed; the last failure: %s".formatted(maxAttempts, last);
        answers.failed(due.dispatch(), finding);
        LOG.atWarn()
                .addKeyValue("migration", due.migration())
                .addKeyValue("dispatch", due.dispatch())
                .addKeyValue("finding", finding)
                .log("A request has failed; no further attempt is made");
    }
}
