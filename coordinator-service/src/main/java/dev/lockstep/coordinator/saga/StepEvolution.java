package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.Command.KnownEffect;

/** Folds what happened to one step. */
final class StepEvolution {
    SagaState evolve(Following following, SagaEvent.OfStep event) {
        SagaState.InFlight state = following.in(SagaState.InFlight.class);
        return state.with(state.run().with(event.step(), next(following, event)));
    }

    SagaState passed(Following following, SagaEvent.PreflightPassed event) {
        SagaState.InFlight state = following.in(SagaState.InFlight.class);
        following.awaiting(event.step(), StepState.Preflighting.class, event.dispatch());
        return state.with(state.run()
                .with(event.step(), new StepState.Ready(event.result()))
                .bound(state.run().step(event.step()).target(), event.identity()));
    }

    private static StepState next(Following following, SagaEvent.OfStep event) {
        return switch (event) {
            case SagaEvent.Applied e -> applied(following, e);
            case SagaEvent.Finished e -> finished(following, e);
            case SagaEvent.Compensated e -> compensated(following, e);
            case SagaEvent.AttemptFailed e -> failed(following, e);
            case SagaEvent.LeaseLapsed e -> lapsed(following, e);
            case SagaEvent.RetryScheduled e -> paused(following, e);
            case SagaEvent.Stuck e -> stuck(following, e);
            case SagaEvent.Skipped e -> skipped(following, e);
        };
    }

    private static StepState applied(Following following, SagaEvent.Applied event) {
        following.awaiting(event.step(), StepState.Applying.class, event.dispatch());
        return new StepState.Applied(event.result());
    }

    private static StepState finished(Following following, SagaEvent.Finished event) {
        StepState.Finishing step = following.awaiting(event.step(), StepState.Finishing.class, event.dispatch());
        return new StepState.Finished(step.applied(), event.result());
    }

    private static StepState compensated(Following following, SagaEvent.Compensated event) {
        following.awaiting(event.step(), StepState.Compensating.class, event.dispatch());
        return new StepState.Compensated(event.result());
    }

    private static StepState failed(Following following, SagaEvent.AttemptFailed event) {
        StepState.Busy step = following.awaiting(event.step(), StepState.Busy.class, event.dispatch());
        return step.with(step.work().failed(event.failure()));
    }

    private static StepState lapsed(Following following, SagaEvent.LeaseLapsed event) {
        StepState.Busy step = following.awaiting(event.step(), StepState.Busy.class, event.dispatch());
        return step.with(step.work().silent(event.dispatch(), event.silentSince()));
    }

    private static StepState paused(Following following, SagaEvent.RetryScheduled event) {
        StepState.Busy step = following.idle(event.step(), StepState.Busy.class);
        return step.with(step.work().paused(event.due(), event.attempt(), event.silentSince()));
    }

    private static StepState stuck(Following following, SagaEvent.Stuck event) {
        StepState.Busy step = following.idle(event.step(), StepState.Busy.class);
        return new StepState.Stuck(knownOf(following, event.step(), step), event.first(), event.last());
    }

    private static KnownEffect knownOf(Following following, StepId id, StepState.Busy step) {
        return switch (step) {
            case StepState.Compensating compensating -> compensating.known();
            case StepState.Applying applying -> applying.known();
            case StepState.Preflighting _s -> throw following.impossible("step %s changed nothing".formatted(id));
            case StepState.Finishing _s -> throw following.impossible("step %s is applied".formatted(id));
        };
    }

    private static StepState skipped(Following following, SagaEvent.Skipped event) {
        following.in(SagaState.Compensating.class);
        following.step(event.step(), StepState.Stuck.class);
        return new StepState.Skipped(event.actor(), event.reason());
    }
}
