package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import java.util.Optional;
import java.util.function.Function;

/**
 * Matches a command with the outstanding dispatch or the back-off of its step. A command without a match is ignored.
 */
final class ReportMatcher {
    private ReportMatcher() {}

    static StepSignal match(SagaData data, SagaCommand.StepCommand command) {
        return switch (command) {
            case SagaCommand.HandleReport handle -> report(data, handle);
            case SagaCommand.LapseLease lapse ->
                ifOutstanding(
                        data,
                        new AnsweredDispatch(lapse.step(), lapse.dispatch(), lapse.hasProgressed()),
                        dispatch -> new StepSignal.LeaseLapsed(
                                dispatch,
                                dispatch.outage(lapse.silentSince()),
                                dispatch.silence(lapse.silentSince(), lapse.wasAccepted())));
            case SagaCommand.EndBackoff end -> backoffEnded(data, end);
            case SagaCommand.RejectDispatch reject ->
                ifOutstanding(
                        data,
                        new AnsweredDispatch(reject.step(), reject.dispatch(), false),
                        dispatch -> refused(dispatch, "rejected-by-kafka", reject.reason()));
        };
    }

    private static StepSignal report(SagaData data, SagaCommand.HandleReport handle) {
        return switch (handle.report()) {
            case Report.Accepted _r -> new StepSignal.Ignored();
            case Report.Heartbeat _r -> new StepSignal.Ignored();
            case Report.Succeeded succeeded ->
                ifOutstanding(
                        data,
                        AnsweredDispatch.of(handle),
                        dispatch -> new StepSignal.Succeeded(
                                dispatch, succeeded.result(), succeeded.header().identity()));
            case Report.Compensated compensated ->
                ifOutstanding(
                        data,
                        AnsweredDispatch.of(handle),
                        dispatch -> new StepSignal.Compensated(dispatch, compensated.result()));
            case Report.Rehearsed rehearsed ->
                ifOutstanding(
                        data,
                        AnsweredDispatch.of(handle),
                        dispatch -> new StepSignal.Rehearsed(dispatch, rehearsed.result()));
            case Report.DryRun dryRun ->
                ifOutstanding(
                        data,
                        AnsweredDispatch.of(handle),
                        dispatch -> new StepSignal.DryRunReported(dispatch, dryRun.steps()));
            case Report.BackedUp backedUp ->
                ifOutstanding(
                        data,
                        AnsweredDispatch.of(handle),
                        dispatch -> new StepSignal.BackedUp(dispatch, backedUp.result()));
            case Report.Restored _r -> new StepSignal.Ignored();
            case Report.Stopped _stopped -> ifOutstanding(data, AnsweredDispatch.of(handle), StepSignal.Stopped::new);
            case Report.Failed failed ->
                ifOutstanding(
                        data,
                        AnsweredDispatch.of(handle),
                        dispatch -> new StepSignal.Failed(dispatch, failed.failure()));
            case Report.Stale stale ->
                ifOutstanding(
                        data,
                        AnsweredDispatch.of(handle),
                        dispatch -> refused(
                                dispatch,
                                "stale-dispatch",
                                "the target has already accepted dispatch %s, which is higher than %s; if a database was restored, check the target for drift"
                                        .formatted(stale.fence(), dispatch.number())));
            case Report.Rejected rejected ->
                ifOutstanding(
                        data,
                        AnsweredDispatch.of(handle),
                        dispatch -> refused(dispatch, "rejected-by-worker", rejected.reason()));
        };
    }

    private static StepSignal backoffEnded(SagaData data, SagaCommand.EndBackoff command) {
        return attempts(data, command.step())
                .filter(attempts -> attempts.awaited().equals(new Attempts.Awaited.BackoffEnd(command.due())))
                .<StepSignal>map(attempts -> new StepSignal.BackoffEnded(command.step(), attempts))
                .orElseGet(StepSignal.Ignored::new);
    }

    /** The dispatch that a command is about. */
    private record AnsweredDispatch(StepId step, DispatchNumber number, boolean hasProgressed) {
        static AnsweredDispatch of(SagaCommand.HandleReport handle) {
            return new AnsweredDispatch(
                    handle.report().header().step(), handle.report().header().dispatch(), handle.hasProgressed());
        }

        StepSignal.OutstandingDispatch outstanding(Attempts attempts) {
            return new StepSignal.OutstandingDispatch(step, number, attempts, hasProgressed);
        }
    }

    private static StepSignal ifOutstanding(
            SagaData data, AnsweredDispatch answered, Function<StepSignal.OutstandingDispatch, StepSignal> signal) {
        return attempts(data, answered.step())
                .filter(attempts -> attempts.isOutstanding(answered.number()))
                .map(attempts -> signal.apply(answered.outstanding(attempts)))
                .orElseGet(StepSignal.Ignored::new);
    }

    private static Optional<Attempts> attempts(SagaData data, StepId step) {
        return data.steps().get(step) instanceof StepState.InProgress inProgress
                ? Optional.of(inProgress.attempts())
                : Optional.empty();
    }

    private static StepSignal refused(StepSignal.OutstandingDispatch dispatch, String code, String reason) {
        return new StepSignal.Refused(dispatch, StepFailure.Permanent.withoutEffect(code, reason));
    }
}
