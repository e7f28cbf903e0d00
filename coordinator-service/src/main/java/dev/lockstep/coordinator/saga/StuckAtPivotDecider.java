package dev.lockstep.coordinator.saga;

/** The irreversible step is applied, or may be, and cannot be confirmed: a person has it asked again, or ends it. */
final class StuckAtPivotDecider {
    private StuckAtPivotDecider() {}

    static Decision decide(SagaState.StuckAtPivot state, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submit _c -> Decision.nothing();
            case SagaCommand.Start _c -> Decision.nothing();
            case SagaCommand.StepNews _c -> Decision.nothing();
            case SagaCommand.Cancel _c -> new Decision.Refused("the irreversible step may be applied; retry or close");
            case SagaCommand.Rollback _c ->
                new Decision.Refused("the irreversible step may be applied; retry or close");
            case SagaCommand.Retry retry -> askedAgain(state, retry);
            case SagaCommand.Skip _c ->
                new Decision.Refused("only a stuck compensation can be skipped; retry or close");
            case SagaCommand.Close close -> Rounds.close(state, close);
        };
    }

    private static Decision askedAgain(SagaState.StuckAtPivot state, SagaCommand.Retry retry) {
        Unfolding story = Rounds.open(state, Action.RETRY, retry);
        state.run().each(StepState.Stuck.class).keySet().forEach(step -> story.dispatched(step, Direction.APPLY, 1));
        return story.decision();
    }
}
