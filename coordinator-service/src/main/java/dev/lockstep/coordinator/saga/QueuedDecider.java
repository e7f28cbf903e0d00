package dev.lockstep.coordinator.saga;

/** Waiting for the targets; once they are held, all of them are asked at once, since preflight changes nothing. */
final class QueuedDecider {
    private QueuedDecider() {}

    static Decision decide(SagaState.Queued state, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submit _c -> Decision.nothing();
            case SagaCommand.Start start -> started(state, new Unfolding(state, start.occasion()));
            case SagaCommand.StepNews _c -> Decision.nothing();
            case SagaCommand.Cancel cancel -> cancelled(new Unfolding(state, cancel.occasion()));
            case SagaCommand.Rollback _c -> new Decision.Refused("nothing was changed; cancel it instead");
            case SagaCommand.StuckAction _c -> new Decision.Refused("no step is stuck");
        };
    }

    /** Called off with nothing changed. */
    static Decision cancelled(Unfolding story) {
        Occasion occasion = story.occasion();
        return story.happens(new SagaEvent.Cancelled(occasion.actor(), occasion.reason(), occasion.at()))
                .decision();
    }

    private static Decision started(SagaState.Queued state, Unfolding story) {
        story.happens(new SagaEvent.Started(story.occasion().at()));
        state.steps().keySet().forEach(step -> story.dispatched(step, Direction.PREFLIGHT, 1));
        return story.decision();
    }
}
