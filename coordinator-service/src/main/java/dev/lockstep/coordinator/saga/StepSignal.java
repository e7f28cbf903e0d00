package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.RehearsalResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The meaning of a command for its step, after the command was matched with the outstanding dispatch or back-off. */
sealed interface StepSignal {
    /** The command is late, a duplicate, or changes nothing. */
    record Ignored() implements StepSignal {}

    record Succeeded(OutstandingDispatch dispatch, StepResult result, @Nullable TargetIdentity identity)
            implements StepSignal {}

    record Rehearsed(OutstandingDispatch dispatch, RehearsalResult result) implements StepSignal {}

    record DryRunReported(OutstandingDispatch dispatch, List<DryRunOutcome> outcomes) implements StepSignal {}

    record BackedUp(OutstandingDispatch dispatch, BackupResult result) implements StepSignal {}

    record Compensated(OutstandingDispatch dispatch, CompensationResult result) implements StepSignal {}

    /** The worker has stopped before the end of the dispatch. */
    record Stopped(OutstandingDispatch dispatch) implements StepSignal {
        SagaEvent.DispatchStopped event(Instant at) {
            return new SagaEvent.DispatchStopped(
                    dispatch.step(),
                    dispatch.attempts().direction(),
                    dispatch.number(),
                    StopCause.STOPPED_BY_WORKER,
                    at);
        }
    }

    sealed interface Failure extends StepSignal {
        OutstandingDispatch dispatch();

        StepFailure failure();
    }

    /** The worker ran the dispatch; the failure states the effect in the store. */
    record Failed(OutstandingDispatch dispatch, StepFailure failure) implements Failure {}

    /** No worker ran the dispatch, but an earlier dispatch of the step may have had an effect. */
    record Refused(OutstandingDispatch dispatch, StepFailure failure) implements Failure {}

    /**
     * The lease of a dispatch lapsed.
     *
     * @param outage the outage that this dispatch starts or continues
     * @param silence since when no worker has reported on the step
     */
    record LeaseLapsed(OutstandingDispatch dispatch, Outage outage, WorkerSilence silence) implements StepSignal {
        SagaEvent.LeaseLapsed event(Instant at) {
            return new SagaEvent.LeaseLapsed(
                    dispatch.step(),
                    dispatch.attempts().direction(),
                    dispatch.number(),
                    outage.since(),
                    silence.since(),
                    at);
        }

        StepFailure failure() {
            return Attempts.lapseFailure(dispatch.number(), outage.since());
        }
    }

    record BackoffEnded(StepId step, Attempts attempts) implements StepSignal {}

    /**
     * A dispatch whose report the saga waits for.
     *
     * @param hasProgressed whether the dispatch got further than every earlier dispatch of its step and direction
     */
    record OutstandingDispatch(StepId step, DispatchNumber number, Attempts attempts, boolean hasProgressed) {
        /**
         * The outage that this dispatch starts or continues. Without progress an outage continues, so that a step which
         * ends its worker each time is given up.
         *
         * @param since since when the worker or the store is unreachable for this dispatch
         */
        Outage outage(Instant since) {
            Outage earlier = attempts.outage();
            return earlier == null || hasProgressed ? Outage.startedAt(since) : earlier.withDispatch();
        }

        /**
         * The silence that this dispatch starts or continues.
         *
         * @param since since when no worker has reported on this dispatch
         */
        WorkerSilence silence(Instant since, boolean wasAccepted) {
            WorkerSilence earlier = attempts.silence();
            return earlier == null || wasAccepted ? new WorkerSilence(since, false) : earlier;
        }

        SagaEvent.AttemptFailed attemptFailed(StepFailure failure) {
            return new SagaEvent.AttemptFailed(step, attempts.direction(), number, attempts.current(), failure);
        }

        SagaEvent.Stuck stuck(StepFailure last) {
            return new SagaEvent.Stuck(
                    step,
                    attempts.failures().isEmpty() ? last : attempts.failures().getFirst(),
                    last);
        }
    }
}
