package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.Command.KnownEffect;
import java.util.List;

/** Folds the events of one step into its state, and a dispatch also into the state of the saga. */
final class StepEvolution {
    private static final List<Class<? extends SagaState.Started>> CAN_APPLY =
            List.of(SagaState.Preflight.class, SagaState.Applying.class);
    private static final List<Class<? extends SagaState.Started>> CAN_FINISH =
            List.of(SagaState.Applying.class, SagaState.Finishing.class);

    private StepEvolution() {}

    static SagaState dispatched(EventCheck check, SagaEvent.Dispatched event) {
        SagaData before = check.requireState(SagaState.InFlight.class).data();
        if (!before.lastDispatch().isBelow(event.dispatch())) {
            throw check.impossible("dispatch %s was already used".formatted(before.lastDispatch()));
        }
        StepState.InProgress step = inDirection(check, event);
        SagaData data = before.withLastDispatch(event.dispatch())
                .withStep(event.step(), step.with(step.attempts().dispatched(event.dispatch(), event.attempt())));
        return switch (event.direction()) {
            case PREFLIGHT -> check.requireState(SagaState.Preflight.class).with(data);
            case APPLY -> {
                check.requireAnyState(CAN_APPLY);
                yield new SagaState.Applying(data);
            }
            case FINISH -> {
                check.requireAnyState(CAN_FINISH);
                yield new SagaState.Finishing(data);
            }
            case COMPENSATE -> check.requireState(SagaState.Compensating.class).with(data);
        };
    }

    /** The step as it is dispatched in the event's direction, for the first time or again. */
    private static StepState.InProgress inDirection(EventCheck check, SagaEvent.Dispatched event) {
        StepState step = check.requireStep(event.step(), StepState.class);
        Attempts none = Attempts.none(event.direction());
        return switch (event.direction()) {
            case PREFLIGHT ->
                step instanceof StepState.Pending
                        ? new StepState.Preflight(none)
                        : check.requireNoneOutstanding(event.step(), StepState.Preflight.class);
            case APPLY ->
                step instanceof StepState.Ready
                        ? new StepState.Applying(none)
                        : check.requireNoneOutstanding(event.step(), StepState.Applying.class);
            case FINISH ->
                step instanceof StepState.Applied applied
                        ? new StepState.Finishing(applied.result(), none)
                        : check.requireNoneOutstanding(event.step(), StepState.Finishing.class);
            case COMPENSATE ->
                step instanceof StepState.AwaitingCompensation awaiting
                        ? new StepState.Compensating(awaiting.knownEffect(), none)
                        : check.requireNoneOutstanding(event.step(), StepState.Compensating.class);
        };
    }

    static SagaState preflightPassed(EventCheck check, SagaEvent.PreflightPassed event) {
        SagaState.InFlight state = check.requireState(SagaState.InFlight.class);
        check.requireOutstanding(event.step(), StepState.Preflight.class, event.dispatch());
        return state.with(state.data()
                .withStep(event.step(), new StepState.Ready(event.result()))
                .withIdentity(state.data().step(event.step()).target(), event.identity()));
    }

    static SagaState evolve(EventCheck check, SagaEvent.StepEvent event) {
        SagaState.InFlight state = check.requireState(SagaState.InFlight.class);
        return state.with(state.data().withStep(event.step(), next(check, event)));
    }

    private static StepState next(EventCheck check, SagaEvent.StepEvent event) {
        return switch (event) {
            case SagaEvent.Applied e -> applied(check, e);
            case SagaEvent.Finished e -> finished(check, e);
            case SagaEvent.Compensated e -> compensated(check, e);
            case SagaEvent.AttemptFailed e -> failed(check, e);
            case SagaEvent.LeaseLapsed e -> lapsed(check, e);
            case SagaEvent.RetryScheduled e -> backingOff(check, e);
            case SagaEvent.Stuck e -> stuck(check, e);
            case SagaEvent.Skipped e -> skipped(check, e);
        };
    }

    private static StepState applied(EventCheck check, SagaEvent.Applied event) {
        check.requireOutstanding(event.step(), StepState.Applying.class, event.dispatch());
        return new StepState.Applied(event.result());
    }

    private static StepState finished(EventCheck check, SagaEvent.Finished event) {
        StepState.Finishing step = check.requireOutstanding(event.step(), StepState.Finishing.class, event.dispatch());
        return new StepState.Finished(step.applied(), event.result());
    }

    private static StepState compensated(EventCheck check, SagaEvent.Compensated event) {
        check.requireOutstanding(event.step(), StepState.Compensating.class, event.dispatch());
        return new StepState.Compensated(event.result());
    }

    private static StepState failed(EventCheck check, SagaEvent.AttemptFailed event) {
        StepState.InProgress step =
                check.requireOutstanding(event.step(), StepState.InProgress.class, event.dispatch());
        return step.with(step.attempts().failed(event.failure()));
    }

    private static StepState lapsed(EventCheck check, SagaEvent.LeaseLapsed event) {
        StepState.InProgress step =
                check.requireOutstanding(event.step(), StepState.InProgress.class, event.dispatch());
        return step.with(step.attempts().lapsed(event.dispatch(), event.silentSince()));
    }

    private static StepState backingOff(EventCheck check, SagaEvent.RetryScheduled event) {
        StepState.InProgress step = check.requireNoneOutstanding(event.step(), StepState.InProgress.class);
        return step.with(step.attempts().backingOff(event.due(), event.attempt(), event.silentSince()));
    }

    private static StepState stuck(EventCheck check, SagaEvent.Stuck event) {
        StepState.InProgress step = check.requireNoneOutstanding(event.step(), StepState.InProgress.class);
        return new StepState.Stuck(knownEffect(check, event, step), event.first(), event.last());
    }

    private static KnownEffect knownEffect(EventCheck check, SagaEvent.Stuck event, StepState.InProgress step) {
        return switch (step) {
            case StepState.Compensating compensating -> compensating.knownEffect();
            case StepState.Applying applying -> applying.knownEffect();
            case StepState.Preflight _s ->
                throw check.impossible("step %s has changed nothing".formatted(event.step()));
            case StepState.Finishing _s -> throw check.impossible("step %s is applied".formatted(event.step()));
        };
    }

    private static StepState skipped(EventCheck check, SagaEvent.Skipped event) {
        check.requireState(SagaState.Compensating.class);
        check.requireStep(event.step(), StepState.Stuck.class);
        return new StepState.Skipped(event.actor(), event.reason());
    }
}
