package dev.lockstep.worker;

import dev.lockstep.contract.plan.StepOperation;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
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
    private @Nullable CompletableFuture<Ended> running;
    private long startedAt;
    private List<HealthIssue> issues = List.of();
    private boolean isClear;

    /** A reading that has ended, with its end; it may be taken much later, after a long batch. */
    private record Ended(@Nullable HealthReading reading, @Nullable Throwable failure, long endedAt) {}

    /** @param isRelevant tells of an issue whether it holds the dispatch back */
    HealthReadings(
            TargetHealth health, StepOperation operation, Predicate<HealthIssue> isRelevant, LongSupplier nanoTime) {
        this.health = health;
        this.operation = operation;
        this.isRelevant = isRelevant;
        this.nanoTime = nanoTime;
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
            running = CompletableFuture.supplyAsync(() -> probe.read(operation), health.threads())
                    .handle((reading, failure) -> new Ended(reading, failure, nanoTime.getAsLong()));
        }
    }

    /** Takes the result of a reading that has ended, and starts the next one when it is due. */
    void refresh() {
        CompletableFuture<Ended> current = running;
        long now = nanoTime.getAsLong();
        if (current != null && current.isDone()) {
            running = null;
            take(current.join());
        } else if (current != null && isLate(now)) {
            issues = List.of(noAnswer(now));
            isClear = false;
        }
        if (running == null && age(now).compareTo(health.interval()) >= 0) {
            start();
        }
    }

    /** Waits for the running reading, or until one is due, but not for longer than this; then refreshes. */
    void await(Duration slice) {
        CompletableFuture<Ended> current = running;
        if (current == null) {
            LockSupport.parkNanos(slice.toNanos());
        } else {
            awaitEnd(current, slice);
        }
        refresh();
    }

    private static void awaitEnd(CompletableFuture<Ended> reading, Duration limit) {
        try {
            reading.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _e) {
            // The result is taken later.
        }
    }

    private void take(Ended ended) {
        HealthReading reading = ended.reading();
        if (reading != null) {
            issues = reading.issues().stream().filter(isRelevant).toList();
            isClear = reading.isComplete() && issues.isEmpty();
        } else {
            LOG.atDebug().setCause(ended.failure()).log("the health of the target was not read");
            issues = isLate(ended.endedAt()) ? List.of(noAnswer(ended.endedAt())) : List.of();
            isClear = issues.isEmpty();
        }
    }

    private boolean isLate(long at) {
        return age(at).compareTo(ANSWER_LIMIT) >= 0;
    }

    private HealthIssue noAnswer(long at) {
        return HealthIssue.of(
                HealthSignal.NO_ANSWER, "no answer to the check of the health for", age(at), ANSWER_LIMIT);
    }

    /** How much later than the start of the last reading this is. */
    private Duration age(long at) {
        return Duration.ofNanos(at - startedAt);
    }
}
