package dev.lockstep.coordinator.orchestration;

import dev.lockstep.coordinator.saga.SagaState;

/** The states of a migration by the names that the API and the database have for them. */
public enum MigrationState {
    QUEUED,
    PREFLIGHT,
    APPLYING,
    FINISHING,
    COMPLETED,
    COMPENSATING,
    ROLLED_BACK,
    NEEDS_OPERATOR,
    CLOSED_BY_OPERATOR,
    REJECTED,
    CANCELLED;

    /** The name of a state that a migration can be in once it is submitted. */
    public static MigrationState of(SagaState state) {
        return switch (state) {
            case SagaState.Unsubmitted _s -> throw new IllegalStateException("nothing is submitted");
            case SagaState.Queued _s -> QUEUED;
            case SagaState.Preflight _s -> PREFLIGHT;
            case SagaState.Applying _s -> APPLYING;
            case SagaState.Finishing _s -> FINISHING;
            case SagaState.Completed _s -> COMPLETED;
            case SagaState.Compensating _s -> COMPENSATING;
            case SagaState.RolledBack _s -> ROLLED_BACK;
            case SagaState.StuckCompensating _s -> NEEDS_OPERATOR;
            case SagaState.StuckAtPivot _s -> NEEDS_OPERATOR;
            case SagaState.ClosedByOperator _s -> CLOSED_BY_OPERATOR;
            case SagaState.Rejected _s -> REJECTED;
            case SagaState.Cancelled _s -> CANCELLED;
        };
    }

    /** Whether this ends a round. */
    public boolean isOutcome() {
        return switch (this) {
            case QUEUED, PREFLIGHT, APPLYING, FINISHING, COMPENSATING -> false;
            case COMPLETED, ROLLED_BACK, NEEDS_OPERATOR, CLOSED_BY_OPERATOR, REJECTED, CANCELLED -> true;
        };
    }
}
