package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.StepFailure;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether and when a step is dispatched again. The policy, and what the plan says otherwise, limit the failed
 * attempts, the permanent failures of a compensation and the length of an outage.
 */
final class RetryRules {
    private final SagaPolicy policy;

    RetryRules(SagaPolicy policy) {
        this.policy = policy;
    }

    /** Adds the failure and, if the step is dispatched again, the back-off before that. */
    RetryDecision onFailure(EventBuilder events, StepSignal.Failure signal, RetryLimit limit) {
        StepSignal.OutstandingDispatch dispatch = signal.dispatch();
        events.add(dispatch.attemptFailed(signal.failure()));
        return switch (signal.failure()) {
            case StepFailure.Unreachable _f -> onOutage(events, dispatch, limit);
            case StepFailure.Transient _f -> onAttemptUsed(events, dispatch, limit);
            case StepFailure.Permanent _f -> onPermanentFailure(events, dispatch, limit);
        };
    }

    /** Dispatches the step again after its back-off; a paused migration does it when it is resumed. */
    static Decision onBackoffEnd(EventBuilder events, StepSignal.BackoffEnded signal) {
        if (events.data().control().isPaused()) {
            return Decision.noChange();
        }
        Attempts attempts = signal.attempts();
        return events.dispatch(signal.step(), attempts.direction(), attempts.current())
                .decision();
    }

    /** Dispatches a step again that its worker has handed over; a paused migration does it when it is resumed. */
    static Decision onStop(EventBuilder events, StepSignal.Stopped signal) {
        StepSignal.OutstandingDispatch dispatch = signal.dispatch();
        events.add(signal.event(events.context().at()));
        if (!events.data().control().isPaused()) {
            Attempts attempts = dispatch.attempts();
            events.dispatch(dispatch.step(), attempts.direction(), attempts.current());
        }
        return events.decision();
    }

    /**
     * Adds the lapse and, if the step is dispatched again, the next dispatch; a paused migration sends it when it is
     * resumed.
     */
    RetryDecision onLapse(EventBuilder events, StepSignal.LeaseLapsed signal, RetryLimit limit) {
        StepSignal.OutstandingDispatch dispatch = signal.dispatch();
        Instant now = events.context().at();
        events.add(signal.event(now));
        if (events.data().control().isPaused()) {
            return RetryDecision.RETRY;
        }
        if (isGivenUp(policyFor(events, dispatch), signal.outage(), now, limit)) {
            return RetryDecision.GIVE_UP;
        }
        reportSilence(events, dispatch.step(), signal.silence());
        Attempts attempts = dispatch.attempts();
        events.dispatch(dispatch.step(), attempts.direction(), attempts.current());
        return RetryDecision.RETRY;
    }

    private void reportSilence(EventBuilder events, StepId step, WorkerSilence silence) {
        Instant now = events.context().at();
        if (!silence.isReported() && policy.exceedsSilenceLimit(silence, now)) {
            TargetName target = events.data().step(step).target();
            events.add(new SagaEvent.WorkerMissing(step, target, silence.since(), now));
        }
    }

    private RetryDecision onPermanentFailure(
            EventBuilder events, StepSignal.OutstandingDispatch dispatch, RetryLimit limit) {
        return switch (limit) {
            case TRANSIENT_FAILURES -> RetryDecision.GIVE_UP;
            case UNLIMITED -> onAttemptUsed(events, dispatch, limit);
            case ALL_FAILURES -> {
                int failures = dispatch.attempts().permanentFailures() + 1;
                yield failures >= SagaPolicy.PERMANENT_FAILURES
                        ? RetryDecision.GIVE_UP
                        : useAttempt(
                                events,
                                dispatch,
                                limit,
                                policyFor(events, dispatch).backoffAfterPermanent(failures, dispatch.number()));
            }
        };
    }

    private RetryDecision onAttemptUsed(
            EventBuilder events, StepSignal.OutstandingDispatch dispatch, RetryLimit limit) {
        int attempt = dispatch.attempts().current();
        return useAttempt(
                events, dispatch, limit, policyFor(events, dispatch).backoffAfter(attempt, dispatch.number()));
    }

    private RetryDecision useAttempt(
            EventBuilder events, StepSignal.OutstandingDispatch dispatch, RetryLimit limit, Duration backoff) {
        int attempt = dispatch.attempts().current();
        if (attempt >= policyFor(events, dispatch).maxAttempts() && limit != RetryLimit.UNLIMITED) {
            return RetryDecision.GIVE_UP;
        }
        Instant due = events.context().at().plus(backoff);
        return backOff(events, dispatch, new Backoff(attempt + 1, due, null));
    }

    private RetryDecision onOutage(EventBuilder events, StepSignal.OutstandingDispatch dispatch, RetryLimit limit) {
        Instant now = events.context().at();
        Outage outage = dispatch.outage(now);
        SagaPolicy limits = policyFor(events, dispatch);
        if (isGivenUp(limits, outage, now, limit)) {
            return RetryDecision.GIVE_UP;
        }
        Instant due = now.plus(limits.backoffDuring(Duration.between(outage.since(), now), dispatch.number()));
        return backOff(events, dispatch, new Backoff(dispatch.attempts().current(), due, outage.since()));
    }

    private static boolean isGivenUp(SagaPolicy limits, Outage outage, Instant now, RetryLimit limit) {
        return limit != RetryLimit.UNLIMITED && limits.exceedsOutageLimit(outage, now);
    }

    private SagaPolicy policyFor(EventBuilder events, StepSignal.OutstandingDispatch dispatch) {
        return policy.forStep(
                events.data().submitted(), dispatch.step(), dispatch.attempts().direction());
    }

    private record Backoff(int nextAttempt, Instant due, @Nullable Instant unreachableSince) {}

    private static RetryDecision backOff(
            EventBuilder events, StepSignal.OutstandingDispatch dispatch, Backoff backoff) {
        events.add(new SagaEvent.RetryScheduled(
                dispatch.step(),
                dispatch.attempts().direction(),
                backoff.nextAttempt(),
                backoff.due(),
                backoff.unreachableSince()));
        return RetryDecision.RETRY;
    }
}
