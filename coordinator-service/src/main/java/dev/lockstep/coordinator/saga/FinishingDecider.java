package dev.lockstep.coordinator.saga;

/**
 * Decides while steps are finished. In a plan without an irreversible step, a permanent failure or the last attempt
 * starts the rollback; after an irreversible step, a failed finish is retried without limit.
 */
final class FinishingDecider {
    private final RetryRules retries;

    FinishingDecider(RetryRules retries) {
        this.retries = retries;
    }

    Decision decide(SagaState.Finishing state, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submission _c -> Decision.noChange();
            case SagaCommand.QueueCommand _c -> Decision.noChange();
            case SagaCommand.CheckDeadlines c -> DeadlineDecider.decide(state, c);
            case SagaCommand.AnswerEndpoint _c -> Decision.noChange();
            case SagaCommand.ApprovalAction _c -> ActionRefusals.noApprovalAwaited();
            case SagaCommand.ConfirmContract _c -> ActionRefusals.noConfirmationAwaited();
            case SagaCommand.StepCommand c ->
                onSignal(
                        retryLimit(state.data()),
                        ReportMatcher.match(state.data(), c),
                        new EventBuilder(state, c.context()));
            case SagaCommand.Cancel cancel ->
                ApplyingDecider.onCancel(state.data(), new EventBuilder(state, cancel.context()));
            case SagaCommand.Rollback _c -> ApplyingDecider.refuseRollback(state.data());
            case SagaCommand.ControlAction c -> ControlDecider.decide(state, c);
            case SagaCommand.Prioritise _c -> ActionRefusals.notQueued();
            case SagaCommand.StuckStepAction _c -> ActionRefusals.noStuckStep();
        };
    }

    private Decision onSignal(RetryLimit limit, StepSignal signal, EventBuilder events) {
        return switch (signal) {
            case StepSignal.Ignored _s -> Decision.noChange();
            case StepSignal.Compensated _s -> Decision.noChange();
            case StepSignal.Rehearsed _s -> Decision.noChange();
            case StepSignal.DryRunReported _s -> Decision.noChange();
            case StepSignal.BackedUp _s -> Decision.noChange();
            case StepSignal.Succeeded succeeded -> onSuccess(succeeded, events);
            case StepSignal.Failure failure ->
                switch (retries.onFailure(events, failure, limit)) {
                    case RETRY -> events.decision();
                    case GIVE_UP ->
                        CompensationPlanner.rollBack(events, failure.dispatch().step(), failure.failure());
                };
            case StepSignal.LeaseLapsed lapsed ->
                switch (retries.onLapse(events, lapsed, limit)) {
                    case RETRY -> events.decision();
                    case GIVE_UP ->
                        CompensationPlanner.rollBack(events, lapsed.dispatch().step(), lapsed.failure());
                };
            case StepSignal.Stopped stopped -> RetryRules.onStop(events, stopped);
            case StepSignal.BackoffEnded ended -> RetryRules.onBackoffEnd(events, ended);
        };
    }

    private static Decision onSuccess(StepSignal.Succeeded succeeded, EventBuilder events) {
        StepSignal.OutstandingDispatch dispatch = succeeded.dispatch();
        return ApplyPlanner.next(
                events.add(new SagaEvent.Finished(dispatch.step(), dispatch.number(), succeeded.result())));
    }

    private static RetryLimit retryLimit(SagaData data) {
        return data.passedPivot().isPresent() ? RetryLimit.UNLIMITED : RetryLimit.TRANSIENT_FAILURES;
    }
}
