package dev.lockstep.coordinator.saga;

/** Folds a dispatch: the step is under way in its direction, and so is the saga. */
final class DispatchEvolution {
    SagaState evolve(Following following, SagaEvent.Dispatched event) {
        Run before = following.in(SagaState.InFlight.class).run();
        if (!before.lastDispatch().isBelow(event.dispatch())) {
            throw following.impossible("dispatch %s was spent".formatted(before.lastDispatch()));
        }
        StepState.Busy step = due(following, event);
        Run run = before.spent(event.dispatch())
                .with(event.step(), step.with(step.work().dispatched(event.dispatch(), event.attempt())));
        return switch (event.direction()) {
            case PREFLIGHT -> following.in(SagaState.Preflight.class).with(run);
            case APPLY -> {
                following.in(SagaState.Advancing.class);
                yield new SagaState.Applying(run);
            }
            case FINISH -> {
                following.in(SagaState.Forward.class);
                yield new SagaState.Finishing(run);
            }
            case COMPENSATE -> following.in(SagaState.Compensating.class).with(run);
        };
    }

    /** The step on the point of being sent that way, for the first time or again. */
    private static StepState.Busy due(Following following, SagaEvent.Dispatched event) {
        StepState step = following.step(event.step(), StepState.class);
        Work unsent = Work.unsent(event.direction());
        return switch (event.direction()) {
            case PREFLIGHT ->
                step instanceof StepState.Pending
                        ? new StepState.Preflighting(unsent)
                        : following.idle(event.step(), StepState.Preflighting.class);
            case APPLY ->
                step instanceof StepState.Ready
                        ? new StepState.Applying(unsent)
                        : following.idle(event.step(), StepState.Applying.class);
            case FINISH ->
                step instanceof StepState.Applied applied
                        ? new StepState.Finishing(applied.result(), unsent)
                        : following.idle(event.step(), StepState.Finishing.class);
            case COMPENSATE ->
                step instanceof StepState.ToCompensate next
                        ? new StepState.Compensating(next.known(), unsent)
                        : following.idle(event.step(), StepState.Compensating.class);
        };
    }
}
