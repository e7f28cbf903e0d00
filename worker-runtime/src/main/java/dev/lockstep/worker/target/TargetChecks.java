package dev.lockstep.worker.target;

import dev.lockstep.contract.plan.TargetName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks the targets of this worker: a reachable target about once per minute and after its identity has changed, an
 * unreachable one every ten seconds.
 *
 * <p>Commands do not depend on these checks, because every dispatch compares the identity of its target. A check runs on
 * its own thread, because a driver may block while its store is unreachable.
 */
public final class TargetChecks {
    private static final Logger LOG = LoggerFactory.getLogger(TargetChecks.class);
    private static final TargetStatus NO_RESPONSE_YET = new TargetStatus.Unreachable("no response yet");
    /** A worker with many targets on one server does not open a connection to each of them at once. */
    static final int MAX_RUNNING = 20;

    private static final Duration NEVER_CHECKED = Duration.ofSeconds(Long.MAX_VALUE);

    private static final Duration FIRST_CHECK_TIMEOUT = Duration.ofSeconds(3);
    // After this time the result of the check before does not hold any more.
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(30);
    private static final TargetStatus NO_RESPONSE =
            new TargetStatus.Unreachable("no response for %d s".formatted(CHECK_TIMEOUT.toSeconds()));
    private static final Duration UNREACHABLE_INTERVAL = Duration.ofSeconds(10);
    // The intervals differ, so that the checks of many targets do not stay at the same time.
    private static final Duration MIN_INTERVAL = Duration.ofSeconds(45);
    private static final Duration INTERVAL_RANGE = Duration.ofSeconds(30);

    private final ServedTargets targets;
    private final Executor threads;
    private final LongSupplier nanoTime;
    private final Map<TargetName, StartedCheck> checks = new ConcurrentHashMap<>();
    private final Map<TargetName, TargetStatus> statuses = new ConcurrentHashMap<>();

    /**
     * @param threads runs the checks, which may block
     * @param nanoTime the monotonic clock
     */
    public TargetChecks(ServedTargets targets, Executor threads, LongSupplier nanoTime) {
        this.targets = targets;
        this.threads = threads;
        this.nanoTime = nanoTime;
    }

    private record StartedCheck(CompletableFuture<?> result, long startedAt) {}

    /** Starts checks that are due, as many as may run at once; called every second. */
    public void startDue() {
        noteMissingAnswers();
        int running = running();
        for (ServedTarget target : due()) {
            if (running < MAX_RUNNING) {
                running += start(target).result().isDone() ? 0 : 1;
            }
        }
    }

    /** The targets to check, the longest wait first, so that those that fail and are due often do not hold others back. */
    private List<ServedTarget> due() {
        List<ServedTarget> due = new ArrayList<>();
        int index = 0;
        for (ServedTarget target : targets.all()) {
            Duration interval = MIN_INTERVAL.plus(
                    INTERVAL_RANGE.multipliedBy(index).dividedBy(targets.all().size()));
            if (isDue(target, interval)) {
                due.add(target);
            }
            index++;
        }
        // One time for all comparisons, because an order that changes while it is sorted is an error.
        long now = nanoTime.getAsLong();
        due.sort(Comparator.<ServedTarget, Duration>comparing(target -> waited(target, now))
                .reversed());
        return due;
    }

    private Duration waited(ServedTarget target, long now) {
        StartedCheck last = checks.get(target.name());
        return last == null ? NEVER_CHECKED : Duration.ofNanos(now - last.startedAt());
    }

    /** The number of running checks without those that hang, so that unreachable stores do not hold the others back. */
    private int running() {
        return (int) checks.values().stream()
                .filter(check -> !check.result().isDone() && age(check).compareTo(FIRST_CHECK_TIMEOUT) < 0)
                .count();
    }

    private void noteMissingAnswers() {
        checks.forEach((target, check) -> {
            if (!check.result().isDone()) {
                if (age(check).compareTo(CHECK_TIMEOUT) >= 0) {
                    statuses.put(target, NO_RESPONSE);
                } else if (age(check).compareTo(FIRST_CHECK_TIMEOUT) >= 0) {
                    statuses.putIfAbsent(target, NO_RESPONSE_YET);
                }
            }
        });
    }

    private boolean isDue(ServedTarget target, Duration reachableInterval) {
        StartedCheck last = checks.get(target.name());
        if (target.isRemoved() || last == null) {
            return !target.isRemoved();
        }
        Duration interval = statuses.get(target.name()) instanceof TargetStatus.Reachable
                ? reachableInterval
                : UNREACHABLE_INTERVAL;
        return last.result().isDone() && (age(last).compareTo(interval) >= 0 || target.isCheckRequested());
    }

    private StartedCheck start(ServedTarget target) {
        target.endCheckRequest();
        long now = nanoTime.getAsLong();
        StartedCheck started = new StartedCheck(CompletableFuture.runAsync(() -> check(target), threads), now);
        checks.put(target.name(), started);
        return started;
    }

    private Duration age(StartedCheck check) {
        return Duration.ofNanos(nanoTime.getAsLong() - check.startedAt());
    }

    private static TargetStatus check(ServedTarget.Use target) {
        try (target) {
            return TargetStatus.check(target.connection());
        }
    }

    private void check(ServedTarget target) {
        TargetStatus status = check(target.use());
        TargetStatus previous = statuses.put(target.name(), status);
        if (!status.equals(previous)) {
            LOG.atInfo()
                    .addKeyValue("target", target.name())
                    .addKeyValue("status", status)
                    .log("target status changed");
        }
    }

    /** The result of the last check; absent until the first check has ended or has run for three seconds. */
    @Nullable TargetStatus find(ServedTarget target) {
        return statuses.get(target.name());
    }

    TargetStatus statusOf(ServedTarget target) {
        return statuses.getOrDefault(target.name(), NO_RESPONSE_YET);
    }
}
