package dev.lockstep.coordinator.saga;

/**
 * Decides while steps are compensated. A step whose attempts are used up is stuck. It blocks the compensation of its
 * dependencies only.
 */
final class CompensatingDecider {
    private final RetryRules retries;

    CompensatingDecider(RetryRules retries) {
        this.retries = retries;
    }

    Decision decide(SagaState.Compensating state, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submission _c -> Decision.noChange();
            case SagaCommand.QueueCommand _c -> Decision.noChange();
            case SagaCommand.CheckDeadlines _c -> Decision.noChange();
            case SagaCommand.AnswerEndpoint _c -> Decision.noChange();
            case SagaCommand.ApprovalAction _c -> ActionRefusals.noApprovalAwaited();
            case SagaCommand.ConfirmContract _c -> ActionRefusals.noConfirmationAwaited();
            case SagaCommand.StepCommand c ->
                onSignal(ReportMatcher.match(state.data(), c), new EventBuilder(state, c.context()));
            // The rollback is already running.
            case SagaCommand.Cancel _c -> Decision.noChange();
            case SagaCommand.Rollback _c -> Decision.noChange();
            case SagaCommand.ControlAction c -> ControlDecider.decide(state, c);
            case SagaCommand.Prioritise _c -> ActionRefusals.notQueued();
            case SagaCommand.StuckStepAction _c -> ActionRefusals.compensationRunning();
        };
    }

    private Decision onSignal(StepSignal signal, EventBuilder events) {
        return switch (signal) {
            case StepSignal.Ignored _s -> Decision.noChange();
            case StepSignal.Succeeded _s -> Decision.noChange();
            case StepSignal.Rehearsed _s -> Decision.noChange();
            case StepSignal.DryRunReported _s -> Decision.noChange();
            case StepSignal.BackedUp _s -> Decision.noChange();
            case StepSignal.Compensated compensated -> onSuccess(compensated, events);
            case StepSignal.Failure failure ->
                switch (retries.onFailure(events, failure, RetryLimit.ALL_FAILURES)) {
                    case RETRY -> events.decision();
                    case GIVE_UP ->
                        CompensationPlanner.next(events.add(failure.dispatch().stuck(failure.failure())));
                };
            case StepSignal.LeaseLapsed lapsed ->
                switch (retries.onLapse(events, lapsed, RetryLimit.ALL_FAILURES)) {
                    case RETRY -> events.decision();
                    case GIVE_UP ->
                        CompensationPlanner.next(events.add(lapsed.dispatch().stuck(lapsed.failure())));
                };
            case StepSignal.Stopped stopped -> RetryRules.onStop(events, stopped);
            case StepSignal.BackoffEnded ended -> RetryRules.onBackoffEnd(events, ended);
        };
    }

    private static Decision onSuccess(StepSignal.Compensated compensated, EventBuilder events) {
        StepSignal.OutstandingDispatch dispatch = compensated.dispatch();
        return CompensationPlanner.next(
                events.add(new SagaEvent.Compensated(dispatch.step(), dispatch.number(), compensated.result())));
    }
}
