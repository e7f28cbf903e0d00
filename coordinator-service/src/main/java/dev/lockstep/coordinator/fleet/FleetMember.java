package dev.lockstep.coordinator.fleet;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.orchestration.MigrationState;
import org.jspecify.annotations.Nullable;

/**
 * A member of a fleet.
 *
 * @param number its place in the group, from 1
 * @param migration absent before it is submitted
 * @param state the state of the migration; absent before it is submitted
 * @param adopted whether the migration is of an earlier fleet with the same plan
 * @param rollbackRequested whether its rollback was requested
 * @param finding why it cannot be rolled back
 */
record FleetMember(
        int number,
        TargetName target,
        int wave,
        @Nullable MigrationId migration,
        @Nullable MigrationState state,
        boolean adopted,
        boolean rollbackRequested,
        @Nullable String finding) {
    /** How far the migration of a member is. */
    enum Progress {
        PENDING,
        UNDER_WAY,
        COMPLETED,
        ROLLED_BACK,
        /** It has ended without a change, or was closed by an operator. */
        FAILED,
        NEEDS_OPERATOR
    }

    Progress progress() {
        if (state == null) {
            return Progress.PENDING;
        }
        return switch (state) {
            case COMPLETED -> Progress.COMPLETED;
            case ROLLED_BACK -> Progress.ROLLED_BACK;
            case REJECTED, CANCELLED, CLOSED_BY_OPERATOR, DRY_RUN_COMPLETED, REHEARSAL_COMPLETED -> Progress.FAILED;
            case NEEDS_OPERATOR -> Progress.NEEDS_OPERATOR;
            case AWAITING_APPROVAL,
                    AWAITING_CONTRACT,
                    AWAITING_WINDOW,
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
                    COMPENSATING -> Progress.UNDER_WAY;
        };
    }

    /** Whether the fleet cannot go on because of it. */
    boolean isFailed() {
        return switch (progress()) {
            case ROLLED_BACK, FAILED, NEEDS_OPERATOR -> true;
            case PENDING, UNDER_WAY, COMPLETED -> false;
        };
    }

    /** Whether it has a migration of this fleet in the waves of this scope. */
    boolean isIn(RollbackScope scope, int currentWave) {
        return !adopted
                && migration != null
                && switch (scope) {
                    case ALL -> true;
                    case WAVE -> wave == currentWave;
                };
    }

    /** The member in messages, such as {@code tenant-7 (ROLLED_BACK)}. */
    String label() {
        return "%s (%s)".formatted(target, state);
    }
}
