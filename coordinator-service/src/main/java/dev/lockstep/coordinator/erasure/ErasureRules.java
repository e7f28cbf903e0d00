package dev.lockstep.coordinator.erasure;

import dev.lockstep.coordinator.orchestration.MigrationState;
import dev.lockstep.coordinator.saga.SagaData;
import dev.lockstep.coordinator.saga.SagaState;

/**
 * Decides whether units of a migration may be erased: no worker may run a step, and no step can be applied any more.
 */
final class ErasureRules {
    private ErasureRules() {}

    /** The decision. */
    sealed interface Decision {
        record Allowed(SagaData data) implements Decision {}

        record Refused(String reason) implements Decision {}
    }

    static Decision decide(SagaState state) {
        return switch (state) {
            case SagaState.Completed s -> new Decision.Allowed(s.data());
            case SagaState.RollbackRequested s -> new Decision.Allowed(s.data());
            case SagaState.RolledBack s -> new Decision.Allowed(s.data());
            case SagaState.ClosedByOperator s -> new Decision.Allowed(s.data());
            case SagaState.StuckCompensating s -> ifIdle(s);
            case SagaState.StuckAtPivot _s ->
                new Decision.Refused(
                        "the irreversible step may still be applied; retry or close the migration before you erase a unit");
            case SagaState.Rejected _s -> nothingChanged();
            case SagaState.Cancelled _s -> nothingChanged();
            case SagaState.Rehearsing _s -> nothingChanged();
            case SagaState.DryRunning _s -> nothingChanged();
            case SagaState.RehearsalCompleted _s -> nothingChanged();
            case SagaState.DryRunCompleted _s -> nothingChanged();
            case SagaState.Unsubmitted _s -> isRunning(state);
            case SagaState.AwaitingApproval _s -> isRunning(state);
            case SagaState.AwaitingWindow _s -> isRunning(state);
            case SagaState.AwaitingContract _s -> nothingChanged();
            case SagaState.Queued _s -> isRunning(state);
            case SagaState.Preflight _s -> isRunning(state);
            case SagaState.BackingUp _s -> isRunning(state);
            case SagaState.AtEndpoint _s -> isRunning(state);
            case SagaState.Applying _s -> isRunning(state);
            case SagaState.Finishing _s -> isRunning(state);
            case SagaState.RollbackOpened _s -> isRunning(state);
            case SagaState.Compensating _s -> isRunning(state);
        };
    }

    private static Decision ifIdle(SagaState.StuckCompensating state) {
        return state.data().outstanding().isEmpty() ? new Decision.Allowed(state.data()) : isRunning(state);
    }

    private static Decision nothingChanged() {
        return new Decision.Refused("the migration has changed no store, so there is nothing to erase");
    }

    private static Decision isRunning(SagaState state) {
        return new Decision.Refused(
                "the migration is %s; a unit can be erased when the migration is completed, rolled back or closed, or when a compensation is stuck"
                        .formatted(MigrationState.of(state)));
    }
}
