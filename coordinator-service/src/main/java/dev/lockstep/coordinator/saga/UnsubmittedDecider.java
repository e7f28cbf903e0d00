package dev.lockstep.coordinator.saga;

/** Before anything: a migration begins with its plan. */
final class UnsubmittedDecider {
    private UnsubmittedDecider() {}

    static Decision decide(SagaState.Unsubmitted state, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submit submit ->
                new Unfolding(state, submit.occasion())
                        .happens(new SagaEvent.Submitted(
                                submit.migration(),
                                submit.plan(),
                                submit.occasion().at()))
                        .decision();
            case SagaCommand.Start _c -> Decision.nothing();
            case SagaCommand.StepNews _c -> Decision.nothing();
            case SagaCommand.OperatorAction _c -> new Decision.Refused("there is no such migration");
        };
    }
}
