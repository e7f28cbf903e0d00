package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Matches a command with the outstanding dispatch or the back-off of its step. A command without a match is ignored. */
final class ReportMatcher {
    private ReportMatcher() {}

    static StepSignal match(SagaData data, SagaCommand.StepCommand command) {
        return switch (command) {
            case SagaCommand.HandleReport handle -> report(data, handle.report());
            case SagaCommand.LapseLease lapse ->
                ifOutstanding(
                        data,
                        lapse.step(),
                        lapse.dispatch(),
                        dispatch -> new StepSignal.LeaseLapsed(dispatch, unreachableSince(dispatch, lapse)));
            case SagaCommand.EndBackoff end -> backoffEnded(data, end);
            case SagaCommand.RejectDispatch reject ->
                ifOutstanding(
                        data,
                        reject.step(),
                        reject.dispatch(),
                        dispatch -> refused(dispatch, "rejected-by-kafka", reject.reason()));
        };
    }

    private static StepSignal report(SagaData data, Report report) {
        return switch (report) {
            case Report.Accepted _r -> new StepSignal.Ignored();
            case Report.Heartbeat _r -> new StepSignal.Ignored();
            case Report.Succeeded succeeded ->
                ifOutstanding(
                        data,
                        report,
                        dispatch -> new StepSignal.Succeeded(
                                dispatch, succeeded.result(), succeeded.header().identity()));
            case Report.Compensated compensated ->
                ifOutstanding(data, report, dispatch -> new StepSignal.Compensated(dispatch, compensated.result()));
            case Report.Failed failed ->
                ifOutstanding(data, report, dispatch -> new StepSignal.Failed(dispatch, failed.failure()));
            case Report.Stale stale ->
                ifOutstanding(
                        data,
                        report,
                        dispatch -> refused(
                                dispatch,
                                "stale-dispatch",
                                "the target has already accepted dispatch %s, which is higher than %s"
                                        .formatted(stale.fence(), dispatch.number())));
            case Report.Rejected rejected ->
                ifOutstanding(data, report, dispatch -> refused(dispatch, "rejected-by-worker", rejected.reason()));
        };
    }

    private static StepSignal backoffEnded(SagaData data, SagaCommand.EndBackoff command) {
        return attempts(data, command.step())
                .filter(attempts -> isDue(attempts, command.context().at()))
                .<StepSignal>map(attempts -> new StepSignal.BackoffEnded(command.step(), attempts))
                .orElseGet(StepSignal.Ignored::new);
    }

    private static boolean isDue(Attempts attempts, Instant now) {
        return attempts.awaited() instanceof Attempts.Awaited.BackoffEnd backoff && !now.isBefore(backoff.due());
    }

    private static StepSignal ifOutstanding(
            SagaData data, Report report, Function<StepSignal.OutstandingDispatch, StepSignal> signal) {
        return ifOutstanding(data, report.header().step(), report.header().dispatch(), signal);
    }

    private static StepSignal ifOutstanding(
            SagaData data,
            StepId step,
            DispatchNumber number,
            Function<StepSignal.OutstandingDispatch, StepSignal> signal) {
        return attempts(data, step)
                .filter(attempts -> attempts.isOutstanding(number))
                .map(attempts -> signal.apply(new StepSignal.OutstandingDispatch(step, number, attempts)))
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

    // A report on this dispatch ends an earlier outage, so the new outage starts at the last report.
    private static Instant unreachableSince(StepSignal.OutstandingDispatch dispatch, SagaCommand.LapseLease lapse) {
        Instant lastReportAt = lapse.lastReportAt();
        if (lastReportAt != null) {
            return lastReportAt;
        }
        @Nullable Instant earlierStart = dispatch.attempts().unreachableSince();
        return earlierStart == null ? lapse.context().at() : earlierStart;
    }
}
