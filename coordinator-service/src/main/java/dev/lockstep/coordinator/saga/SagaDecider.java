package dev.lockstep.coordinator.saga;

/** What a command makes happen; nothing where it is late or came twice. */
public final class SagaDecider {
    private final PreflightDecider preflight;
    private final ApplyingDecider applying;
    private final FinishingDecider finishing;
    private final CompensatingDecider compensating;

    public SagaDecider(SagaPolicy policy) {
        Retries retries = new Retries(policy);
        this.preflight = new PreflightDecider(retries);
        this.applying = new ApplyingDecider(retries);
        this.finishing = new FinishingDecider(retries);
        this.compensating = new CompensatingDecider(retries);
    }

    public Decision decide(SagaState state, SagaCommand command) {
        return switch (state) {
            case SagaState.Unsubmitted unsubmitted -> UnsubmittedDecider.decide(unsubmitted, command);
            case SagaState.Queued queued -> QueuedDecider.decide(queued, command);
            case SagaState.Preflight asking -> preflight.decide(asking, command);
            case SagaState.Applying doing -> applying.decide(doing, command);
            case SagaState.Finishing ending -> finishing.decide(ending, command);
            case SagaState.Compensating undoing -> compensating.decide(undoing, command);
            case SagaState.StuckCompensating stuck -> StuckCompensatingDecider.decide(stuck, command);
            case SagaState.StuckAtPivot stuck -> StuckAtPivotDecider.decide(stuck, command);
            case SagaState.Completed completed -> CompletedDecider.decide(completed, command);
            case SagaState.RolledBack _s -> SettledDecider.decide("it is rolled back", command);
            case SagaState.ClosedByOperator _s -> SettledDecider.decide("a person closed it", command);
            case SagaState.Rejected _s -> SettledDecider.decide("it was rejected", command);
            case SagaState.Cancelled _s -> SettledDecider.decide("it was cancelled", command);
        };
    }
}
