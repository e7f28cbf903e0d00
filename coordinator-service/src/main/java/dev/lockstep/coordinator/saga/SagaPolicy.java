package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.BackoffTime;
import dev.lockstep.contract.plan.PlanBackoff;
import dev.lockstep.contract.plan.PlanRetry;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.DispatchNumber;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The limits of retries and waits.
 *
 * @param maxAttempts the number of reported failures after which a direction of a step is given up
 * @param initialBackoff the back-off after the first failure; it doubles with each further failure
 * @param maxBackoff the longest back-off, before jitter
 * @param outageLimit how long the saga waits for an unreachable worker or store without progress
 * @param lease the time after the last report on a dispatch at which the dispatch is considered lost
 * @param silenceLimit the time after which the timeline says that no worker reports on a step
 */
public record SagaPolicy(
        int maxAttempts,
        Duration initialBackoff,
        Duration maxBackoff,
        Duration outageLimit,
        Duration lease,
        Duration silenceLimit) {
    /** The number of permanent failures after which a compensation is given up. */
    static final int PERMANENT_FAILURES = 3;

    private static final int JITTER_PERCENT = 20;
    // The back-offs after the first two permanent failures then last less than ten seconds together.
    private static final Duration MAX_BACKOFF_AFTER_PERMANENT = Duration.ofSeconds(3);
    // After an outage of the coordinator itself, the worker or store gets further chances before the step is given up.
    private static final int MIN_DISPATCHES_IN_OUTAGE = 3;

    public SagaPolicy {
        if (maxAttempts < 1) {
            throw new IllegalArgumentException("max-attempts is %d; set it to at least 1".formatted(maxAttempts));
        }
        if (initialBackoff.isNegative() || maxBackoff.compareTo(initialBackoff) < 0) {
            throw new IllegalArgumentException(
                    "initial-backoff is %s and max-backoff is %s; set 0 <= initial-backoff <= max-backoff"
                            .formatted(initialBackoff, maxBackoff));
        }
        if (!lease.isPositive() || outageLimit.isNegative()) {
            throw new IllegalArgumentException(
                    "lease is %s and outage-limit is %s; set a lease above 0 and an outage-limit of at least 0"
                            .formatted(lease, outageLimit));
        }
    }

    /** A policy that says after a minute that no worker reports on a step. */
    public SagaPolicy(
            int maxAttempts, Duration initialBackoff, Duration maxBackoff, Duration outageLimit, Duration lease) {
        this(maxAttempts, initialBackoff, maxBackoff, outageLimit, lease, Duration.ofMinutes(1));
    }

    /** Ten attempts, back-offs from one to thirty seconds, fifteen minutes of outage, a lease of fifteen seconds. */
    public static SagaPolicy standard() {
        return new SagaPolicy(
                10, Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(15), Duration.ofSeconds(15));
    }

    /**
     * The limits of a step in a direction: those of the step, or else of its plan, or else of this policy. A plan can
     * only raise those of a compensation, so that a step that is given up soon is not left applied for that.
     */
    public SagaPolicy forStep(SubmittedPlan submitted, StepId step, Direction direction) {
        SagaPolicy limited = with(submitted.plan().spec().retry())
                .with(submitted.plan().spec().step(step).orElseThrow().retry());
        return direction == Direction.COMPENSATE ? raisedTo(limited) : limited;
    }

    private SagaPolicy with(@Nullable PlanRetry retry) {
        if (retry == null) {
            return this;
        }
        SagaPolicy delayed = with(retry.backoff());
        return new SagaPolicy(
                retry.attempts() == null ? maxAttempts : retry.attempts(),
                delayed.initialBackoff,
                delayed.maxBackoff,
                retry.outageLimit() == null ? outageLimit : retry.outageLimit().duration(),
                lease,
                silenceLimit);
    }

    // A time that is written wins over one that is not.
    private SagaPolicy with(@Nullable PlanBackoff backoff) {
        if (backoff == null) {
            return this;
        }
        BackoffTime first = backoff.first();
        BackoffTime max = backoff.max();
        Duration newFirst = first == null ? shorter(initialBackoff, durationOf(max)) : first.duration();
        Duration newMax = max == null ? longer(maxBackoff, newFirst) : max.duration();
        return new SagaPolicy(maxAttempts, newFirst, newMax, outageLimit, lease, silenceLimit);
    }

    // A plan without the first time has the longest one.
    private static Duration durationOf(@Nullable BackoffTime time) {
        return Objects.requireNonNull(time).duration();
    }

    private SagaPolicy raisedTo(SagaPolicy other) {
        return new SagaPolicy(
                Math.max(maxAttempts, other.maxAttempts),
                initialBackoff,
                maxBackoff,
                longer(outageLimit, other.outageLimit),
                lease,
                silenceLimit);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** The back-off after a failed attempt. The dispatch number determines the jitter, so the result is repeatable. */
    Duration backoffAfter(int attempt, DispatchNumber dispatch) {
        int doublings = Math.min(attempt - 1, Long.SIZE / 2);
        return withJitter(limited(initialBackoff.multipliedBy(1L << doublings)), dispatch);
    }

    /** The back-off after a permanent failure of a compensation. */
    Duration backoffAfterPermanent(int failures, DispatchNumber dispatch) {
        Duration backoff = backoffAfter(failures, dispatch);
        return shorter(backoff, MAX_BACKOFF_AFTER_PERMANENT);
    }

    /** Whether the step is given up because the outage has lasted for the limit and for at least three dispatches. */
    boolean exceedsOutageLimit(Outage outage, Instant now) {
        return outage.dispatches() >= MIN_DISPATCHES_IN_OUTAGE
                && Duration.between(outage.since(), now).compareTo(outageLimit) >= 0;
    }

    /** Whether no worker has reported for so long that the timeline says it. */
    boolean exceedsSilenceLimit(WorkerSilence silence, Instant now) {
        return Duration.between(silence.since(), now).compareTo(silenceLimit) >= 0;
    }

    /** The back-off while a store is unreachable. It equals the length of the outage so far, so it roughly doubles. */
    Duration backoffDuring(Duration outage, DispatchNumber dispatch) {
        return withJitter(limited(longer(initialBackoff, outage)), dispatch);
    }

    private Duration limited(Duration backoff) {
        return shorter(backoff, maxBackoff);
    }

    // Multiplying by 2^64 / golden ratio spreads consecutive dispatch numbers over all jitters.
    private static Duration withJitter(Duration backoff, DispatchNumber dispatch) {
        int jitter = Math.floorMod(Long.hashCode(dispatch.value() * 0x9E37_79B9_7F4A_7C15L), 2 * JITTER_PERCENT + 1);
        return Duration.ofMillis(backoff.toMillis() * (100 - JITTER_PERCENT + jitter) / 100);
    }
}
