package dev.lockstep.coordinator.saga;

/** A round is opened by a person, and closed by exactly one outcome. */
final class Rounds {
    private Rounds() {}

    static Unfolding open(SagaState.Started state, Action action, SagaCommand.OperatorAction command) {
        Occasion occasion = command.occasion();
        return new Unfolding(state, occasion)
                .happens(new SagaEvent.RoundOpened(
                        state.round() + 1, action, occasion.actor(), occasion.reason(), occasion.at()));
    }

    static Decision close(SagaState.NeedsOperator state, SagaCommand.Close close) {
        Occasion occasion = close.occasion();
        return open(state, Action.CLOSE, close)
                .happens(new SagaEvent.Closed(
                        state.run().leftApplied(), occasion.actor(), occasion.reason(), occasion.at()))
                .decision();
    }
}
