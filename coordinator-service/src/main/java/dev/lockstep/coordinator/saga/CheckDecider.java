package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.StepFailure;
import java.util.List;
import java.util.Optional;

/**
 * Decides before the first apply, while workers check the steps, rehearse and try them, and back up what they touch.
 * After a failure, nothing is retried. The migration is rejected when all outstanding dispatches have ended, so that
 * the rejection names every failure.
 */
final class CheckDecider {
    private final RetryRules retries;

    CheckDecider(RetryRules retries) {
        this.retries = retries;
    }

    /**
     * Decides in the states {@link SagaState.Preflight}, {@link SagaState.Rehearsing}, {@link SagaState.DryRunning} and
     * {@link SagaState.BackingUp}.
     */
    Decision decide(SagaState.InFlight state, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submission _c -> Decision.noChange();
            case SagaCommand.Start _c -> Decision.noChange();
            case SagaCommand.ReportMissingWorker _c -> Decision.noChange();
            case SagaCommand.CheckDeadlines c -> DeadlineDecider.decide(state, c);
            case SagaCommand.PassContractChecks _c -> Decision.noChange();
            case SagaCommand.AnswerEndpoint _c -> Decision.noChange();
            case SagaCommand.CheckGates check -> GateDecider.checkEnd(state, check.context());
            case SagaCommand.ApprovalAction _c -> ActionRefusals.noApprovalAwaited();
            case SagaCommand.ConfirmContract _c -> ActionRefusals.noConfirmationAwaited();
            case SagaCommand.StepCommand c ->
                onSignal(state.data(), ReportMatcher.match(state.data(), c), new EventBuilder(state, c.context()));
            case SagaCommand.Cancel cancel -> SagaDecider.cancel(new EventBuilder(state, cancel.context()));
            case SagaCommand.Rollback _c -> ActionRefusals.nothingToRollBack();
            case SagaCommand.ControlAction _c -> ActionRefusals.nothingToControl();
            case SagaCommand.Prioritise _c -> ActionRefusals.notQueued();
            case SagaCommand.StuckStepAction _c -> ActionRefusals.noStuckStep();
        };
    }

    private Decision onSignal(SagaData data, StepSignal signal, EventBuilder events) {
        return switch (signal) {
            case StepSignal.Ignored _s -> Decision.noChange();
            case StepSignal.Compensated _s -> Decision.noChange();
            case StepSignal.Succeeded succeeded -> onSuccess(data, succeeded, events);
            case StepSignal.Rehearsed rehearsed -> onRehearsal(rehearsed, events);
            case StepSignal.DryRunReported reported -> onDryRun(data, reported, events);
            case StepSignal.BackedUp backedUp -> onBackup(backedUp, events);
            case StepSignal.Failure failure -> onFailure(data, failure, events);
            case StepSignal.LeaseLapsed lapsed -> onLapse(data, lapsed, events);
            case StepSignal.Stopped stopped -> onStop(data, stopped, events);
            case StepSignal.BackoffEnded ended -> onBackoffEnd(data, ended, events);
        };
    }

    private Decision onSuccess(SagaData data, StepSignal.Succeeded succeeded, EventBuilder events) {
        if (succeeded.dispatch().attempts().direction() != Direction.PREFLIGHT) {
            return Decision.noChange();
        }
        return switch (IdentityCheck.of(data, succeeded)) {
            case IdentityCheck.Passed passed -> next(events.add(passed.event()));
            case IdentityCheck.Mismatch mismatch -> onFailure(data, mismatch.failure(), events);
        };
    }

    private static Decision onRehearsal(StepSignal.Rehearsed rehearsed, EventBuilder events) {
        StepSignal.OutstandingDispatch dispatch = rehearsed.dispatch();
        return dispatch.attempts().direction() == Direction.REHEARSE
                ? next(events.add(new SagaEvent.Rehearsed(dispatch.step(), dispatch.number(), rehearsed.result())))
                : Decision.noChange();
    }

    private Decision onDryRun(SagaData data, StepSignal.DryRunReported reported, EventBuilder events) {
        StepSignal.OutstandingDispatch dispatch = reported.dispatch();
        if (dispatch.attempts().direction() != Direction.DRY_RUN) {
            return Decision.noChange();
        }
        List<StepId> expected = data.stepsOn(data.step(dispatch.step()).target()).stream()
                .map(Step::id)
                .toList();
        List<StepId> found =
                reported.outcomes().stream().map(DryRunOutcome::step).toList();
        if (!found.equals(expected)) {
            return onFailure(data, unexpectedSteps(dispatch, found, expected), events);
        }
        return differenceFromApproved(data, reported.outcomes())
                .map(difference -> onFailure(data, unapproved(dispatch, difference), events))
                .orElseGet(() -> next(events.add(
                        new SagaEvent.DryRunReported(dispatch.step(), dispatch.number(), reported.outcomes()))));
    }

    private static Optional<String> differenceFromApproved(SagaData data, List<DryRunOutcome> outcomes) {
        return Optional.ofNullable(data.submitted().approvedDryRun()).flatMap(approved -> outcomes.stream()
                .map(approved::difference)
                .flatMap(Optional::stream)
                .findFirst());
    }

    private static StepSignal.Refused unapproved(StepSignal.OutstandingDispatch dispatch, String difference) {
        return new StepSignal.Refused(
                dispatch,
                StepFailure.Permanent.withoutEffect(
                        "dry-run-differs", difference + "; make a new dry run, and submit the plan again"));
    }

    private static Decision onBackup(StepSignal.BackedUp backedUp, EventBuilder events) {
        StepSignal.OutstandingDispatch dispatch = backedUp.dispatch();
        return dispatch.attempts().direction() == Direction.BACKUP
                ? next(events.add(new SagaEvent.BackedUp(dispatch.step(), dispatch.number(), backedUp.result())))
                : Decision.noChange();
    }

    private static StepSignal.Refused unexpectedSteps(
            StepSignal.OutstandingDispatch dispatch, List<StepId> found, List<StepId> expected) {
        return new StepSignal.Refused(
                dispatch,
                StepFailure.Permanent.withoutEffect(
                        "unexpected-report",
                        "the worker has tried the steps %s; expected %s".formatted(found, expected)));
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

    private static Decision onStop(SagaData data, StepSignal.Stopped stopped, EventBuilder events) {
        return hasFailed(data)
                ? rejectOnceAllReported(
                        events.add(stopped.event(events.context().at())))
                : RetryRules.onStop(events, stopped);
    }

    private static Decision onBackoffEnd(SagaData data, StepSignal.BackoffEnded ended, EventBuilder events) {
        return hasFailed(data) ? Decision.noChange() : RetryRules.onBackoffEnd(events, ended);
    }

    /** Continues after a check has passed, or after a rehearsal or a dry run was reported. */
    private static Decision next(EventBuilder events) {
        SagaData data = events.data();
        if (hasFailed(data)) {
            return rejectOnceAllReported(events);
        }
        if (!data.stepsIn(StepState.InProgress.class).isEmpty()) {
            return events.decision();
        }
        return switch (data.submitted().mode()) {
            case MIGRATION -> ApplyPlanner.start(events);
            case DRY_RUN ->
                completeOrDispatch(
                        Direction.DRY_RUN,
                        new SagaEvent.DryRunCompleted(events.context().at()),
                        events);
            case REHEARSAL ->
                completeOrDispatch(
                        Direction.REHEARSE,
                        new SagaEvent.RehearsalCompleted(events.context().at()),
                        events);
        };
    }

    private static Decision completeOrDispatch(Direction direction, SagaEvent.Outcome completion, EventBuilder events) {
        return events.data().stepsIn(StepState.Ready.class).isEmpty()
                ? events.add(completion).decision()
                : events.dispatchToTargets(direction).decision();
    }

    private static Decision afterRetry(RetryDecision decision, EventBuilder events) {
        return switch (decision) {
            case RETRY -> events.decision();
            case GIVE_UP -> rejectOnceAllReported(events);
        };
    }

    private static Decision rejectOnceAllReported(EventBuilder events) {
        return events.data().outstanding().isEmpty()
                ? Endings.end(events, new SagaEvent.Rejected(events.context().at()))
                : events.decision();
    }

    private static boolean hasFailed(SagaData data) {
        return data.steps().values().stream().anyMatch(CheckDecider::hasFailed);
    }

    private static boolean hasFailed(StepState step) {
        return (step instanceof StepState.InProgress inProgress
                        && inProgress.attempts().awaitsNothing())
                || (step instanceof StepState.DryRunEnded ended && ended.ending() == StepState.DryRunEnding.FAILED);
    }
}
