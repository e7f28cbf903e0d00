package dev.lockstep.coordinator.purge;

import dev.lockstep.coordinator.orchestration.MigrationState;
import dev.lockstep.coordinator.saga.SagaData;
import dev.lockstep.coordinator.saga.SagaState;

/** Decides whether the journals of a migration may be purged: the migration must have ended. */
final class PurgeRules {
    private PurgeRules() {}

    /** The decision. */
    sealed interface Decision {
        record Allowed(SagaData data) implements Decision {}

        record Refused(String reason) implements Decision {}
    }

    static Decision decide(SagaState state) {
        return switch (state) {
            case SagaState.Completed s -> new Decision.Allowed(s.data());
            case SagaState.RolledBack s -> new Decision.Allowed(s.data());
            case SagaState.ClosedByOperator s -> new Decision.Allowed(s.data());
            case SagaState.RollbackRequested _s ->
                new Decision.Refused("its rollback waits for an approval; approve or reject the rollback first");
            case SagaState.StuckCompensating _s -> needsJournals();
            case SagaState.StuckAtPivot _s -> needsJournals();
            case SagaState.Rejected _s -> hasNone();
            case SagaState.Cancelled _s -> hasNone();
            case SagaState.RehearsalCompleted _s -> hasNone();
            case SagaState.DryRunCompleted _s -> hasNone();
            case SagaState.Rehearsing _s -> isRunning(state);
            case SagaState.DryRunning _s -> isRunning(state);
            case SagaState.Unsubmitted _s -> isRunning(state);
            case SagaState.AwaitingApproval _s -> isRunning(state);
            case SagaState.AwaitingWindow _s -> isRunning(state);
            case SagaState.AwaitingContract _s -> hasNone();
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

    private static Decision needsJournals() {
        return new Decision.Refused(
                "it needs an operator, and its compensation needs the journals; retry, skip or close it first");
    }

    private static Decision hasNone() {
        return new Decision.Refused("it has changed no store, so it has no journals");
    }

    private static Decision isRunning(SagaState state) {
        return new Decision.Refused("it is %s; its journals can be purged when it is completed, rolled back or closed"
                .formatted(MigrationState.of(state)));
    }
}
