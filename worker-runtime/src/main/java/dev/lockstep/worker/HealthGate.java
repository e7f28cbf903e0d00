package dev.lockstep.worker;

import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Holds one dispatch back while its target exceeds a limit. Used only by the thread of the dispatch, which reads the
 * health on other threads.
 *
 * <p>Only an apply that can be undone fails when it was held back for too long. A finish, a compensation and an
 * irreversible step that has begun are slowed instead: they process a batch after each {@link #MAX_PAUSE}.
 */
final class HealthGate {
    static final String FAILED = "unhealthy-target";
    static final Duration MAX_PAUSE = Duration.ofSeconds(5);
    private static final Duration SLICE = Duration.ofMillis(50);

    private final TargetHealth health;
    private final HealthReadings readings;
    private final Dispatch dispatch;
    private final LongSupplier nanoTime;

    /** @param nanoTime the monotonic clock */
    HealthGate(TargetHealth health, Dispatch dispatch, LongSupplier nanoTime) {
        this.health = health;
        this.readings = new HealthReadings(
                health, dispatch.operation(), issue -> holdsBack(issue, dispatch.command()), nanoTime);
        this.dispatch = dispatch;
        this.nanoTime = nanoTime;
    }

    /** A compensation frees the memory that the step uses, so it does not wait for memory. */
    private static boolean holdsBack(HealthIssue issue, Command command) {
        return issue.signal() != HealthSignal.MEMORY || !(command instanceof Command.Compensate);
    }

    static HealthGate of(TargetHealth health, Dispatch dispatch) {
        return new HealthGate(health, dispatch, System::nanoTime);
    }

    /** A gate that is always open. */
    static HealthGate open(Dispatch dispatch) {
        return of(TargetHealth.IGNORED, dispatch);
    }

    /**
     * Waits until the target is healthy, before the dispatch changes anything.
     *
     * @param effect what earlier dispatches of the step may have changed
     */
    void awaitStart(Effect effect) {
        if (health.probe() != null) {
            readings.start();
            await(effect, canFail(effect));
        }
    }

    /** Waits between two batches until the target is healthy. */
    void awaitNextBatch() {
        if (health.probe() != null) {
            readings.refresh();
            await(Effect.PARTIAL, canFail(Effect.PARTIAL));
        }
    }

    /** An irreversible step that has changed something is only slowed: to fail it would roll back the steps before it. */
    private boolean canFail(Effect effect) {
        return dispatch.command() instanceof Command.Apply
                && (effect == Effect.NONE || !dispatch.command().step().irreversible());
    }

    private void await(Effect effect, boolean isFailing) {
        Duration limit = isFailing || health.limit().compareTo(MAX_PAUSE) < 0 ? health.limit() : MAX_PAUSE;
        long start = nanoTime.getAsLong();
        long now = start;
        while (!readings.isClear() && dispatch.signals().stopReason() == null) {
            showIssues();
            if (now - start >= limit.toNanos()) {
                if (isFailing) {
                    throw heldBack(effect);
                }
                return;
            }
            readings.await(SLICE);
            long last = now;
            now = nanoTime.getAsLong();
            count(now - last);
        }
        if (readings.isClear()) {
            dispatch.signals().throttled(null);
        }
    }

    private void showIssues() {
        if (!readings.issues().isEmpty()) {
            dispatch.signals().throttled(text());
        }
    }

    private void count(long heldNanos) {
        readings.issues().stream().findFirst().ifPresent(issue -> dispatch.signals()
                .held(issue.signal().label(), TimeUnit.NANOSECONDS.toMillis(heldNanos)));
    }

    private OperationFailed heldBack(Effect effect) {
        return new OperationFailed(new StepFailure.Permanent(
                FAILED,
                "the health of the target has held the step back for %s: %s; apply the plan again when the target is healthy, or change %s of the target"
                        .formatted(HealthIssue.text(health.limit()), text(), options()),
                effect));
    }

    private String text() {
        return readings.issues().stream().map(HealthIssue::text).collect(Collectors.joining("; "));
    }

    private String options() {
        return readings.issues().stream()
                .map(issue -> issue.signal().option())
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
