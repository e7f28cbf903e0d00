package dev.lockstep.coordinator.orchestration;

import dev.lockstep.coordinator.saga.SagaState;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The states of a migration. Their names are those in the API and in the database. */
public enum MigrationState {
    AWAITING_APPROVAL,
    AWAITING_WINDOW,
    AWAITING_CONTRACT,
    QUEUED,
    PREFLIGHT,
    REHEARSING,
    DRY_RUNNING,
    ENTERING_MAINTENANCE,
    BACKING_UP,
    APPLYING,
    SMOKE_TESTING,
    FINISHING,
    LEAVING_MAINTENANCE,
    COMPLETED,
    COMPENSATING,
    ROLLED_BACK,
    NEEDS_OPERATOR,
    CLOSED_BY_OPERATOR,
    DRY_RUN_COMPLETED,
    REHEARSAL_COMPLETED,
    REJECTED,
    CANCELLED;

    /** The states of migrations that hold or wait for their targets, or wait at a gate before. */
    public static final Set<MigrationState> OPEN = Collections.unmodifiableSet(EnumSet.of(
            AWAITING_APPROVAL,
            AWAITING_WINDOW,
            AWAITING_CONTRACT,
            QUEUED,
            PREFLIGHT,
            REHEARSING,
            DRY_RUNNING,
            ENTERING_MAINTENANCE,
            BACKING_UP,
            APPLYING,
            SMOKE_TESTING,
            FINISHING,
            COMPENSATING,
            LEAVING_MAINTENANCE,
            NEEDS_OPERATOR));

    /** Returns the name of a state; the migration must be submitted. */
    public static MigrationState of(SagaState state) {
        return switch (state) {
            case SagaState.Unsubmitted _s -> throw new IllegalStateException("an unsubmitted migration has no state");
            case SagaState.AwaitingApproval _s -> AWAITING_APPROVAL;
            case SagaState.AwaitingWindow _s -> AWAITING_WINDOW;
            case SagaState.AwaitingContract _s -> AWAITING_CONTRACT;
            case SagaState.Queued _s -> QUEUED;
            case SagaState.Preflight _s -> PREFLIGHT;
            case SagaState.Rehearsing _s -> REHEARSING;
            case SagaState.DryRunning _s -> DRY_RUNNING;
            case SagaState.BackingUp _s -> BACKING_UP;
            case SagaState.EnteringMaintenance _s -> ENTERING_MAINTENANCE;
            case SagaState.SmokeTesting _s -> SMOKE_TESTING;
            case SagaState.LeavingMaintenance _s -> LEAVING_MAINTENANCE;
            case SagaState.Applying _s -> APPLYING;
            case SagaState.Finishing _s -> FINISHING;
            case SagaState.Completed _s -> COMPLETED;
            case SagaState.RollbackRequested _s -> COMPLETED;
            case SagaState.RollbackOpened _s -> COMPLETED;
            case SagaState.Compensating _s -> COMPENSATING;
            case SagaState.RolledBack _s -> ROLLED_BACK;
            case SagaState.StuckCompensating _s -> NEEDS_OPERATOR;
            case SagaState.StuckAtPivot _s -> NEEDS_OPERATOR;
            case SagaState.ClosedByOperator _s -> CLOSED_BY_OPERATOR;
            case SagaState.RehearsalCompleted _s -> REHEARSAL_COMPLETED;
            case SagaState.DryRunCompleted _s -> DRY_RUN_COMPLETED;
            case SagaState.Rejected _s -> REJECTED;
            case SagaState.Cancelled _s -> CANCELLED;
        };
    }
}
