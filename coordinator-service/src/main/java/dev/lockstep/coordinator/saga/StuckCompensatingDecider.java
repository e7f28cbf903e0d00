package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;

/** A person decides: try again, leave a step applied and go on, or end it as it is; each opens the next round. */
final class StuckCompensatingDecider {
    private StuckCompensatingDecider() {}

    static Decision decide(SagaState.StuckCompensating state, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submit _c -> Decision.nothing();
            case SagaCommand.Start _c -> Decision.nothing();
            case SagaCommand.StepNews _c -> Decision.nothing();
            case SagaCommand.Cancel _c -> new Decision.Refused("it is being put back and stuck; retry, skip or close");
            case SagaCommand.Rollback _c ->
                new Decision.Refused("it is being put back and stuck; retry, skip or close");
            case SagaCommand.Retry retry -> WayBack.go(Rounds.open(state, Action.RETRY, retry));
            case SagaCommand.Skip skip -> skipped(state, skip);
            case SagaCommand.Close close -> Rounds.close(state, close);
        };
    }

    private static Decision skipped(SagaState.StuckCompensating state, SagaCommand.Skip skip) {
        StepId step = skip.step();
        if (!(state.steps().get(step) instanceof StepState.Stuck)) {
            return new Decision.Refused("step %s is not stuck".formatted(step));
        }
        Occasion occasion = skip.occasion();
        return WayBack.go(Rounds.open(state, Action.SKIP, skip)
                .happens(new SagaEvent.Skipped(step, occasion.actor(), occasion.reason())));
    }
}
