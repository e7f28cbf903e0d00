package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;

/**
 * Decides while steps are applied. A step that fails starts the rollback, which also stops the other steps in progress.
 * The irreversible step is dispatched again until a worker reports whether the step is applied.
 */
final class ApplyingDecider {
    private final RetryRules retries;

    ApplyingDecider(RetryRules retries) {
        this.retries = retries;
    }

    Decision decide(SagaState.Applying state, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submission _c -> Decision.noChange();
            case SagaCommand.QueueCommand _c -> Decision.noChange();
            case SagaCommand.CheckDeadlines c -> DeadlineDecider.decide(state, c);
            case SagaCommand.AnswerEndpoint _c -> Decision.noChange();
            case SagaCommand.ApprovalAction _c -> ActionRefusals.noApprovalAwaited();
            case SagaCommand.ConfirmContract _c -> ActionRefusals.noConfirmationAwaited();
            case SagaCommand.StepCommand c ->
                onSignal(state.data(), ReportMatcher.match(state.data(), c), new EventBuilder(state, c.context()));
            case SagaCommand.Cancel cancel -> onCancel(state.data(), new EventBuilder(state, cancel.context()));
            case SagaCommand.Rollback _c -> refuseRollback(state.data());
            case SagaCommand.ControlAction c -> ControlDecider.decide(state, c);
            case SagaCommand.Prioritise _c -> ActionRefusals.notQueued();
            case SagaCommand.StuckStepAction _c -> ActionRefusals.noStuckStep();
        };
    }

    /** Rolls back, unless the irreversible step was dispatched to apply. */
    static Decision onCancel(SagaData data, EventBuilder events) {
        return data.passedPivot()
                .<Decision>map(ActionRefusals::pivotPassed)
                .orElseGet(() -> CompensationPlanner.rollBack(events));
    }

    static Decision.Refused refuseRollback(SagaData data) {
        return data.passedPivot().map(ActionRefusals::pivotPassed).orElseGet(ActionRefusals::notCompleted);
    }

    private Decision onSignal(SagaData data, StepSignal signal, EventBuilder events) {
        return switch (signal) {
            case StepSignal.Ignored _s -> Decision.noChange();
            case StepSignal.Compensated _s -> Decision.noChange();
            case StepSignal.Rehearsed _s -> Decision.noChange();
            case StepSignal.DryRunReported _s -> Decision.noChange();
            case StepSignal.BackedUp _s -> Decision.noChange();
            case StepSignal.Succeeded succeeded -> onSuccess(succeeded, events);
            case StepSignal.Failure failure ->
                data.step(failure.dispatch().step()).irreversible()
                        ? onPivotFailure(failure, events)
                        : onFailure(failure, events);
            case StepSignal.LeaseLapsed lapsed -> onLapse(data, lapsed, events);
            case StepSignal.Stopped stopped -> RetryRules.onStop(events, stopped);
            case StepSignal.BackoffEnded ended -> RetryRules.onBackoffEnd(events, ended);
        };
    }

    private static Decision onSuccess(StepSignal.Succeeded succeeded, EventBuilder events) {
        StepSignal.OutstandingDispatch dispatch = succeeded.dispatch();
        return ApplyPlanner.next(
                events.add(new SagaEvent.Applied(dispatch.step(), dispatch.number(), succeeded.result())));
    }

    private Decision onFailure(StepSignal.Failure failure, EventBuilder events) {
        return switch (retries.onFailure(events, failure, RetryLimit.TRANSIENT_FAILURES)) {
            case RETRY -> events.decision();
            case GIVE_UP ->
                CompensationPlanner.rollBack(events, failure.dispatch().step(), failure.failure());
        };
    }

    private Decision onLapse(SagaData data, StepSignal.LeaseLapsed lapsed, EventBuilder events) {
        StepId step = lapsed.dispatch().step();
        RetryLimit limit = data.step(step).irreversible() ? RetryLimit.UNLIMITED : RetryLimit.TRANSIENT_FAILURES;
        return switch (retries.onLapse(events, lapsed, limit)) {
            case RETRY -> events.decision();
            case GIVE_UP -> CompensationPlanner.rollBack(events, step, lapsed.failure());
        };
    }

    private Decision onPivotFailure(StepSignal.Failure failure, EventBuilder events) {
        return switch (failure) {
            case StepSignal.Refused refused -> stopAtPivot(refused, events);
            case StepSignal.Failed failed ->
                switch (failed.failure()) {
                    case StepFailure.Permanent permanent
                    when permanent.effect() == Effect.WHOLE -> stopAtPivot(failed, events);
                    case StepFailure.Permanent permanent -> rollBackUnappliedPivot(failed, permanent, events);
                    case StepFailure.Transient _f -> retryPivot(failed, events);
                    case StepFailure.Unreachable _f -> retryPivot(failed, events);
                };
        };
    }

    // The worker reports that the step is not applied, or only in part. Its compensation leaves a tombstone, so that no
    // late dispatch applies it.
    private static Decision rollBackUnappliedPivot(
            StepSignal.Failed failed, StepFailure.Permanent failure, EventBuilder events) {
        return CompensationPlanner.rollBack(
                events.add(failed.dispatch().attemptFailed(failure)),
                failed.dispatch().step(),
                failure);
    }

    private Decision retryPivot(StepSignal.Failed failed, EventBuilder events) {
        var _ = retries.onFailure(events, failed, RetryLimit.UNLIMITED);
        return events.decision();
    }

    private static Decision stopAtPivot(StepSignal.Failure failure, EventBuilder events) {
        return events.add(failure.dispatch().attemptFailed(failure.failure()))
                .add(failure.dispatch().stuck(failure.failure()))
                .add(new SagaEvent.OperatorNeeded(events.context().at()))
                .decision();
    }
}
