package dev.lockstep.coordinator.saga;

/** Over for good: whatever is heard is late, and whatever is asked is refused. */
final class SettledDecider {
    private SettledDecider() {}

    static Decision decide(String reason, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submit _c -> Decision.nothing();
            case SagaCommand.Start _c -> Decision.nothing();
            case SagaCommand.StepNews _c -> Decision.nothing();
            case SagaCommand.OperatorAction _c -> new Decision.Refused(reason);
        };
    }
}
