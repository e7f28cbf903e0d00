package dev.lockstep.coordinator.saga;

/**
 * Decides while the targets are checked. The first apply is dispatched when every preflight has passed. After a preflight
 * has failed, no preflight is retried. The migration is rejected when all outstanding preflights have ended, so that the
 * rejection names every failure.
 */
final class PreflightDecider {
    private final RetryRules retries;

    PreflightDecider(RetryRules retries) {
        this.retries = retries;
    }

    Decision decide(SagaState.Preflight state, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submit _c -> Decision.noChange();
            case SagaCommand.Start _c -> Decision.noChange();
            case SagaCommand.StepCommand c ->
                onSignal(state.data(), ReportMatcher.match(state.data(), c), new EventBuilder(state, c.context()));
            case SagaCommand.Cancel cancel -> SagaDecider.cancel(new EventBuilder(state, cancel.context()));
            case SagaCommand.Rollback _c -> ActionRefusals.nothingToRollBack();
            case SagaCommand.StuckStepAction _c -> ActionRefusals.noStuckStep();
        };
    }

    private Decision onSignal(SagaData data, StepSignal signal, EventBuilder events) {
        return switch (signal) {
            case StepSignal.Ignored _s -> Decision.noChange();
            case StepSignal.Compensated _s -> Decision.noChange();
            case StepSignal.Succeeded succeeded -> onSuccess(data, succeeded, events);
            case StepSignal.Failure failure -> onFailure(data, failure, events);
            case StepSignal.LeaseLapsed lapsed -> onLapse(data, lapsed, events);
            case StepSignal.BackoffEnded ended -> onBackoffEnd(data, ended, events);
        };
    }

    private Decision onSuccess(SagaData data, StepSignal.Succeeded succeeded, EventBuilder events) {
        return switch (IdentityCheck.of(data, succeeded)) {
            case IdentityCheck.Passed passed -> onPass(events.add(passed.event()));
            case IdentityCheck.Mismatch mismatch -> onFailure(data, mismatch.failure(), events);
        };
    }

    private Decision onFailure(SagaData data, StepSignal.Failure failure, EventBuilder events) {
        if (hasFailed(data)) {
            return rejectOnceAllReported(events.add(failure.dispatch().attemptFailed(failure.failure())));
        }
        return afterRetry(retries.onFailure(events, failure, RetryLimit.TRANSIENT_FAILURES), events);
    }

    private Decision onLapse(SagaData data, StepSignal.LeaseLapsed lapsed, EventBuilder events) {
        if (hasFailed(data)) {
            return rejectOnceAllReported(
                    events.add(lapsed.event(events.context().at())));
        }
        return afterRetry(retries.onLapse(events, lapsed, RetryLimit.TRANSIENT_FAILURES), events);
    }

    private static Decision onBackoffEnd(SagaData data, StepSignal.BackoffEnded ended, EventBuilder events) {
        return hasFailed(data)
                ? Decision.noChange()
                : events.dispatch(
                                ended.step(),
                                Direction.PREFLIGHT,
                                ended.attempts().current())
                        .decision();
    }

    private static Decision onPass(EventBuilder events) {
        SagaData data = events.data();
        if (hasFailed(data)) {
            return rejectOnceAllReported(events);
        }
        boolean allPassed =
                data.stepsIn(StepState.Ready.class).size() == data.steps().size();
        return allPassed ? ApplyPlanner.next(events) : events.decision();
    }

    private static Decision afterRetry(RetryDecision decision, EventBuilder events) {
        return switch (decision) {
            case RETRY -> events.decision();
            case GIVE_UP -> rejectOnceAllReported(events);
        };
    }

    private static Decision rejectOnceAllReported(EventBuilder events) {
        return events.data().outstanding().isEmpty()
                ? events.add(new SagaEvent.Rejected(events.context().at())).decision()
                : events.decision();
    }

    private static boolean hasFailed(SagaData data) {
        return data.stepsIn(StepState.Preflight.class).values().stream()
                .anyMatch(step -> step.attempts().awaitsNothing());
    }
}
