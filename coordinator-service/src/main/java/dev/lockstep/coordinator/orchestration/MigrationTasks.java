package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.JdbcErrors;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks of migrations, each in a separate transaction. A migration whose task fails is skipped for half a minute,
 * so that it does not delay the others; an error of the database ends the run.
 *
 * <p>A journal with an event of a newer coordinator is an example of such a failure. Used by one thread.
 */
public final class MigrationTasks {
    private static final Logger LOG = LoggerFactory.getLogger(MigrationTasks.class);
    private static final Duration SKIP_TIME = Duration.ofSeconds(30);

    private final Transactions transactions;
    private final LongSupplier nanoTime;
    private final Map<MigrationId, Long> skippedSince = new HashMap<>();

    /**
     * @param nanoTime a monotonic clock
     */
    public MigrationTasks(Transactions transactions, LongSupplier nanoTime) {
        this.transactions = transactions;
        this.nanoTime = nanoTime;
    }

    /** The next task of a migration. */
    public record Task(MigrationId migration, Runnable action) {}

    /**
     * Runs tasks until there is none.
     *
     * @param next finds the next task in the current transaction, without those of the given migrations
     */
    public void runAll(Function<Set<MigrationId>, Optional<Task>> next) {
        boolean isContinued = true;
        while (isContinued) {
            isContinued = runNext(next);
        }
    }

    /** Runs work for several migrations in one transaction; if that fails, for each of them in a separate one. */
    void runTogether(List<MigrationId> migrations, Consumer<List<MigrationId>> work) {
        Set<MigrationId> skipped = skipped();
        List<MigrationId> remaining =
                migrations.stream().filter(id -> !skipped.contains(id)).toList();
        if (!remaining.isEmpty() && !isDoneTogether(remaining, work)) {
            remaining.forEach(id -> runNext(_skipped -> Optional.of(new Task(id, () -> work.accept(List.of(id))))));
        }
    }

    // Catches all exceptions at this boundary, so that one migration does not delay the others. An exhausted stack or a
    // class that cannot be loaded affects only the call, too.
    private boolean isDoneTogether(List<MigrationId> migrations, Consumer<List<MigrationId>> work) {
        try {
            return transactions.run(() -> {
                work.accept(migrations);
                return true;
            });
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            if (JdbcErrors.isOutage(e)) {
                throw e;
            }
            LOG.atWarn()
                    .addKeyValue("migrations", migrations)
                    .setCause(e)
                    .log("Could not handle migrations together; each is handled alone");
            return false;
        }
    }

    private Set<MigrationId> skipped() {
        long now = nanoTime.getAsLong();
        skippedSince.values().removeIf(since -> now - since >= SKIP_TIME.toNanos());
        return Set.copyOf(skippedSince.keySet());
    }

    private boolean runNext(Function<Set<MigrationId>, Optional<Task>> next) {
        Set<MigrationId> skipped = skipped();
        try {
            return transactions.run(
                    () -> next.apply(skipped).map(MigrationTasks::run).isPresent());
        } catch (TaskFailedException e) {
            skip(e);
            return true;
        }
    }

    // Catches all exceptions at this boundary, so that one migration does not delay the others.
    private static Task run(Task task) {
        try {
            task.action().run();
            return task;
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            if (JdbcErrors.isOutage(e)) {
                throw e;
            }
            throw new TaskFailedException(task.migration(), e);
        }
    }

    private void skip(TaskFailedException failed) {
        skippedSince.put(failed.migration, nanoTime.getAsLong());
        LOG.atError()
                .addKeyValue("migration", failed.migration)
                .addKeyValue("retryAfter", SKIP_TIME)
                .setCause(failed.getCause())
                .log("Could not handle a migration; it is skipped for a while and the others continue");
    }

    private static final class TaskFailedException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient MigrationId migration;

        TaskFailedException(MigrationId migration, Throwable cause) {
            super(cause);
            this.migration = migration;
        }
    }
}
