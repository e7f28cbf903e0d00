package dev.lockstep.coordinator.saga;

/** Done, and still to be put back on request from the journals, unless the plan had a point of no return. */
final class CompletedDecider {
    private CompletedDecider() {}

    static Decision decide(SagaState.Completed state, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submit _c -> Decision.nothing();
            case SagaCommand.Start _c -> Decision.nothing();
            case SagaCommand.StepNews _c -> Decision.nothing();
            case SagaCommand.Cancel _c -> new Decision.Refused("it is completed; roll it back instead");
            case SagaCommand.Rollback rollback -> rolledBack(state, rollback);
            case SagaCommand.StuckAction _c -> new Decision.Refused("no step is stuck");
        };
    }

    private static Decision rolledBack(SagaState.Completed state, SagaCommand.Rollback rollback) {
        return WayForward.pivotPassed(state.run())
                .<Decision>map(pivot -> new Decision.Refused("step %s is irreversible".formatted(pivot)))
                .orElseGet(() -> WayBack.begin(Rounds.open(state, Action.ROLLBACK, rollback)));
    }
}
