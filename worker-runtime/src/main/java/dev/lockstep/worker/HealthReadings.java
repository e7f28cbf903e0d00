package dev.lockstep.worker;

import dev.lockstep.contract.plan.StepOperation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Readings of the health of one target for one dispatch: one per interval, on other threads. A reading without an answer
 * counts as an issue. One that fails at once does not: if the target is unreachable, the step finds out itself.
 */
final class HealthReadings {
    static final Duration ANSWER_LIMIT = Duration.ofSeconds(2);
    private static final Logger LOG = LoggerFactory.getLogger(HealthReadings.class);

    private final TargetHealth health;
    private final StepOperation operation;
    private final Predicate<HealthIssue> isRelevant;
    private final LongSupplier nanoTime;
    private final Executor threads;
    private @Nullable CompletableFuture<HealthReading> running;
    private long startedAt;
    private List<HealthIssue> issues = List.of();
    private boolean isClear;

    /** @param isRelevant tells of an issue whether it holds the dispatch back */
    HealthReadings(
            TargetHealth health,
            StepOperation operation,
            Predicate<HealthIssue> isRelevant,
            LongSupplier nanoTime,
            Executor threads) {
        this.health = health;
        this.operation = operation;
        this.isRelevant = isRelevant;
        this.nanoTime = nanoTime;
        this.threads = threads;
    }

    /** The limits that the last reading has exceeded. */
    List<HealthIssue> issues() {
        return issues;
    }

    /** Whether the last reading is complete and has no issue. */
    boolean isClear() {
        return isClear;
    }

    void start() {
        HealthProbe probe = health.probe();
        if (probe != null) {
            startedAt = nanoTime.getAsLong();
            running = CompletableFuture.supplyAsync(() -> probe.read(operation), threads);
        }
    }

    /** Takes the result of a reading that has ended, and starts the next one when it is due. */
    void refresh() {
        CompletableFuture<HealthReading> current = running;
        if (current != null && current.isDone()) {
            running = null;
            take(current);
        } else if (current != null && isLate()) {
            issues = List.of(noAnswer());
            isClear = false;
        }
        if (running == null && age().compareTo(health.interval()) >= 0) {
            start();
        }
    }

    /** Waits for the running reading, or until one is due, but not for longer than this; then refreshes. */
    void await(Duration slice) {
        CompletableFuture<HealthReading> current = running;
        if (current == null) {
            LockSupport.parkNanos(slice.toNanos());
        } else {
            awaitEnd(current, slice);
        }
        refresh();
    }

    private static void awaitEnd(CompletableFuture<HealthReading> reading, Duration limit) {
        try {
            reading.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _e) {
            // The result is taken later.
        }
    }

    private void take(CompletableFuture<HealthReading> ended) {
        try {
            HealthReading reading = ended.join();
            issues = reading.issues().stream().filter(isRelevant).toList();
            isClear = reading.isComplete() && issues.isEmpty();
        } catch (CompletionException e) {
            LOG.atDebug().setCause(e).log("the health of the target was not read");
            issues = isLate() ? List.of(noAnswer()) : List.of();
            isClear = issues.isEmpty();
        }
    }

    private boolean isLate() {
        return age().compareTo(ANSWER_LIMIT) >= 0;
    }

    private HealthIssue noAnswer() {
        return HealthIssue.of(HealthSignal.NO_ANSWER, "no answer to the check of the health for", age(), ANSWER_LIMIT);
    }

    private Duration age() {
        return Duration.ofNanos(nanoTime.getAsLong() - startedAt);
    }
}
