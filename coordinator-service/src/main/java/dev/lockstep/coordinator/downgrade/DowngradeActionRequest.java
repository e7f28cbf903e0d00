package dev.lockstep.coordinator.downgrade;

import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestText;
import org.jspecify.annotations.Nullable;

/**
 * The body of an action on a downgrade.
 *
 * @param leaveApplied whether earlier migrations are rolled back although steps of a closed one stay applied on their
 *     targets; only used by resume; false if it is absent
 * @param reason why; stored in the audit trail
 */
record DowngradeActionRequest(@Nullable Boolean leaveApplied, @Nullable String reason) {
    private static final RequestText TEXT = new RequestText(ProblemType.INVALID_DOWNGRADE_REQUEST);

    /**
     * The reason of the action.
     *
     * @throws ApiException if it is missing, too long or not storable
     */
    String checkedReason() {
        return TEXT.reason(reason, "write why you perform this action");
    }

    boolean leavesApplied() {
        return Boolean.TRUE.equals(leaveApplied);
    }
}
