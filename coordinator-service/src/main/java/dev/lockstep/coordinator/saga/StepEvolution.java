package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.Command.KnownEffect;
import dev.lockstep.contract.protocol.DryRunOutcome;
import java.util.List;

/** Folds events about one step into the state of the step, and a dispatch also into the state of the saga. */
final class StepEvolution {
    private static final List<Class<? extends SagaState.Started>> CAN_REHEARSE =
            List.of(SagaState.Preflight.class, SagaState.Rehearsing.class);
    private static final List<Class<? extends SagaState.Started>> CAN_DRY_RUN =
            List.of(SagaState.Preflight.class, SagaState.Rehearsing.class, SagaState.DryRunning.class);
    private static final List<Class<? extends SagaState.Started>> CAN_BACK_UP = List.of(
            SagaState.Preflight.class,
            SagaState.Rehearsing.class,
            SagaState.DryRunning.class,
            SagaState.BackingUp.class);
    private static final List<Class<? extends SagaState.Started>> CAN_APPLY = List.of(
            SagaState.Preflight.class,
            SagaState.Rehearsing.class,
            SagaState.DryRunning.class,
            SagaState.BackingUp.class,
            SagaState.Applying.class);
    private static final List<Class<? extends SagaState.Started>> CAN_FINISH =
            List.of(SagaState.Applying.class, SagaState.Finishing.class);

    private StepEvolution() {}

    static SagaState onDispatched(EventCheck check, SagaEvent.Dispatched event) {
        SagaData oldData = check.requireState(SagaState.InFlight.class).data();
        if (!oldData.lastDispatch().isBelow(event.dispatch())) {
            throw check.impossible("the last dispatch has the number %s".formatted(oldData.lastDispatch()));
        }
        StepState.InProgress step = stateInDirection(check, event);
        SagaData data = withDeadline(oldData, event)
                .withLastDispatch(event.dispatch())
                .withStep(event.step(), step.with(step.attempts().withDispatch(event.dispatch(), event.attempt())));
        return switch (event.direction()) {
            case PREFLIGHT -> check.requireState(SagaState.Preflight.class).with(data);
            case REHEARSE -> {
                check.requireAnyState(CAN_REHEARSE);
                yield new SagaState.Rehearsing(inMode(check, data, RunMode.MIGRATION, RunMode.REHEARSAL));
            }
            case DRY_RUN -> {
                check.requireAnyState(CAN_DRY_RUN);
                yield new SagaState.DryRunning(inMode(check, data, RunMode.MIGRATION, RunMode.DRY_RUN));
            }
            case BACKUP -> {
                check.requireAnyState(CAN_BACK_UP);
                yield new SagaState.BackingUp(inMode(check, data, RunMode.MIGRATION));
            }
            case APPLY -> {
                check.requireAnyState(CAN_APPLY);
                yield new SagaState.Applying(inMode(check, data, RunMode.MIGRATION));
            }
            case FINISH -> {
                check.requireAnyState(CAN_FINISH);
                yield new SagaState.Finishing(data);
            }
            case COMPENSATE -> check.requireState(SagaState.Compensating.class).with(data);
        };
    }

    private static SagaData withDeadline(SagaData data, SagaEvent.Dispatched event) {
        return event.direction() == Direction.APPLY && data.steps().get(event.step()) instanceof StepState.Applicable
                ? data.withDeadlines(data.deadlines().withDispatch(data.step(event.step()), event.at()))
                : data;
    }

    /** The state of the step to which the dispatch is added: the first of its direction, or the current one. */
    private static StepState.InProgress stateInDirection(EventCheck check, SagaEvent.Dispatched event) {
        StepState step = check.requireStep(event.step(), StepState.class);
        Attempts initial = Attempts.initial(event.direction());
        return switch (event.direction()) {
            case PREFLIGHT ->
                step instanceof StepState.Pending
                        ? new StepState.Preflight(initial)
                        : check.requireNoneOutstanding(event.step(), StepState.Preflight.class);
            case REHEARSE ->
                step instanceof StepState.Ready
                        ? new StepState.Rehearsing(initial)
                        : check.requireNoneOutstanding(event.step(), StepState.Rehearsing.class);
            case DRY_RUN ->
                step instanceof StepState.Ready || step instanceof StepState.Rehearsed
                        ? new StepState.DryRunning(initial)
                        : check.requireNoneOutstanding(event.step(), StepState.DryRunning.class);
            case BACKUP ->
                step instanceof StepState.Applicable
                        ? new StepState.BackingUp(initial)
                        : check.requireNoneOutstanding(event.step(), StepState.BackingUp.class);
            case APPLY ->
                step instanceof StepState.Applicable
                        ? new StepState.Applying(initial)
                        : check.requireNoneOutstanding(event.step(), StepState.Applying.class);
            case FINISH ->
                step instanceof StepState.Applied applied
                        ? new StepState.Finishing(applied.result(), initial)
                        : check.requireNoneOutstanding(event.step(), StepState.Finishing.class);
            case COMPENSATE ->
                step instanceof StepState.AwaitingCompensation awaiting
                        ? new StepState.Compensating(awaiting.knownEffect(), initial)
                        : check.requireNoneOutstanding(event.step(), StepState.Compensating.class);
        };
    }

    static SagaState onPreflightPassed(EventCheck check, SagaEvent.PreflightPassed event) {
        SagaState.InFlight state = check.requireState(SagaState.InFlight.class);
        check.requireOutstanding(event.step(), StepState.Preflight.class, event.dispatch());
        return state.with(state.data()
                .withStep(event.step(), new StepState.Ready(event.result()))
                .withIdentity(state.data().step(event.step()).target(), event.identity()));
    }

    static SagaState onRehearsed(EventCheck check, SagaEvent.Rehearsed event) {
        SagaState.Rehearsing state = check.requireState(SagaState.Rehearsing.class);
        check.requireOutstanding(event.step(), StepState.Rehearsing.class, event.dispatch());
        return state.with(withStepsOnTarget(state.data(), event.step(), new StepState.Rehearsed()));
    }

    static SagaState onDryRunReported(EventCheck check, SagaEvent.DryRunReported event) {
        SagaState.DryRunning state = check.requireState(SagaState.DryRunning.class);
        check.requireOutstanding(event.step(), StepState.DryRunning.class, event.dispatch());
        SagaData data = state.data();
        for (DryRunOutcome outcome : event.outcomes()) {
            data = data.withStep(outcome.step(), StepState.DryRunEnded.of(outcome));
        }
        return state.with(data);
    }

    private static SagaData inMode(EventCheck check, SagaData data, RunMode... modes) {
        if (!List.of(modes).contains(data.submitted().mode())) {
            throw check.impossible("the mode is " + data.submitted().mode());
        }
        return data;
    }

    static SagaState onBackedUp(EventCheck check, SagaEvent.BackedUp event) {
        SagaState.BackingUp state = check.requireState(SagaState.BackingUp.class);
        check.requireOutstanding(event.step(), StepState.BackingUp.class, event.dispatch());
        return state.with(withStepsOnTarget(state.data(), event.step(), new StepState.BackedUp()));
    }

    private static SagaData withStepsOnTarget(SagaData oldData, StepId first, StepState state) {
        SagaData data = oldData;
        for (Step step : data.stepsOn(data.step(first).target())) {
            data = data.withStep(step.id(), state);
        }
        return data;
    }

    static SagaState evolve(EventCheck check, SagaEvent.StepEvent event) {
        SagaState.InFlight state = check.requireState(SagaState.InFlight.class);
        SagaData data = state.data().withStep(event.step(), newStepState(check, event));
        return state.with(
                event instanceof SagaEvent.Applied
                        ? data.withDeadlines(data.deadlines().without(event.step()))
                        : data);
    }

    private static StepState newStepState(EventCheck check, SagaEvent.StepEvent event) {
        return switch (event) {
            case SagaEvent.Applied e -> onApplied(check, e);
            case SagaEvent.Finished e -> onFinished(check, e);
            case SagaEvent.Compensated e -> onCompensated(check, e);
            case SagaEvent.AttemptFailed e -> onAttemptFailed(check, e);
            case SagaEvent.LeaseLapsed e -> onLeaseLapsed(check, e);
            case SagaEvent.DispatchStopped e -> onDispatchStopped(check, e);
            case SagaEvent.RetryScheduled e -> onRetryScheduled(check, e);
            case SagaEvent.WorkerMissing e -> onWorkerMissing(check, e);
            case SagaEvent.StepDeadlinePassed e -> onDeadlinePassed(check, e);
            case SagaEvent.Stuck e -> onStuck(check, e);
            case SagaEvent.Skipped e -> onSkipped(check, e);
        };
    }

    private static StepState onApplied(EventCheck check, SagaEvent.Applied event) {
        check.requireOutstanding(event.step(), StepState.Applying.class, event.dispatch());
        return new StepState.Applied(event.result());
    }

    private static StepState onFinished(EventCheck check, SagaEvent.Finished event) {
        StepState.Finishing step = check.requireOutstanding(event.step(), StepState.Finishing.class, event.dispatch());
        return new StepState.Finished(step.applied(), event.result());
    }

    private static StepState onCompensated(EventCheck check, SagaEvent.Compensated event) {
        check.requireOutstanding(event.step(), StepState.Compensating.class, event.dispatch());
        return new StepState.Compensated(event.result());
    }

    private static StepState onAttemptFailed(EventCheck check, SagaEvent.AttemptFailed event) {
        StepState.InProgress step =
                check.requireOutstanding(event.step(), StepState.InProgress.class, event.dispatch());
        return step.with(step.attempts().withFailure(event.failure()));
    }

    private static StepState onLeaseLapsed(EventCheck check, SagaEvent.LeaseLapsed event) {
        StepState.InProgress step =
                check.requireOutstanding(event.step(), StepState.InProgress.class, event.dispatch());
        return step.with(step.attempts().withLapse(event.dispatch(), event.unreachableSince(), event.silentSince()));
    }

    private static StepState onDispatchStopped(EventCheck check, SagaEvent.DispatchStopped event) {
        StepState.InProgress step =
                check.requireOutstanding(event.step(), StepState.InProgress.class, event.dispatch());
        return step.with(step.attempts().stopped());
    }

    private static StepState onRetryScheduled(EventCheck check, SagaEvent.RetryScheduled event) {
        StepState.InProgress step = check.requireNoneOutstanding(event.step(), StepState.InProgress.class);
        return step.with(step.attempts().withBackoff(event.due(), event.attempt(), event.unreachableSince()));
    }

    private static StepState onWorkerMissing(EventCheck check, SagaEvent.WorkerMissing event) {
        StepState.InProgress step = check.requireNoneOutstanding(event.step(), StepState.InProgress.class);
        return step.with(step.attempts().withReportedSilence(event.silentSince()));
    }

    // The rollback that follows ends all deadlines.
    private static StepState onDeadlinePassed(EventCheck check, SagaEvent.StepDeadlinePassed event) {
        StepState step = check.requireStep(event.step(), StepState.Applying.class);
        Deadlines deadlines = check.requireState(SagaState.Started.class).data().deadlines();
        if (!event.due().equals(deadlines.steps().get(event.step()))) {
            throw check.impossible("the deadlines are %s".formatted(deadlines));
        }
        return step;
    }

    private static StepState onStuck(EventCheck check, SagaEvent.Stuck event) {
        StepState.InProgress step = check.requireNoneOutstanding(event.step(), StepState.InProgress.class);
        return new StepState.Stuck(knownEffect(check, event, step), event.first(), event.last());
    }

    private static KnownEffect knownEffect(EventCheck check, SagaEvent.Stuck event, StepState.InProgress step) {
        return switch (step) {
            case StepState.Compensating compensating -> compensating.knownEffect();
            case StepState.Applying applying -> applying.knownEffect();
            case StepState.Preflight _s ->
                throw check.impossible("step %s has changed nothing".formatted(event.step()));
            case StepState.BackingUp _s ->
                throw check.impossible("step %s has changed nothing".formatted(event.step()));
            case StepState.Rehearsing _s ->
                throw check.impossible("step %s has changed nothing".formatted(event.step()));
            case StepState.DryRunning _s ->
                throw check.impossible("step %s has changed nothing".formatted(event.step()));
            case StepState.Finishing _s -> throw check.impossible("step %s is applied".formatted(event.step()));
        };
    }

    private static StepState onSkipped(EventCheck check, SagaEvent.Skipped event) {
        check.requireState(SagaState.Compensating.class);
        check.requireStep(event.step(), StepState.Stuck.class);
        return new StepState.Skipped(event.actor(), event.reason());
    }
}
