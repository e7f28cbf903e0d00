package dev.lockstep.coordinator.freeze;

import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestText;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request to break a freeze.
 *
 * @param reason why the freeze is broken; stored with the freeze and in the audit trail
 */
record BreakFreezeRequest(@Nullable String reason) {
    private static final RequestText TEXT = new RequestText(ProblemType.INVALID_FREEZE_REQUEST);

    /**
     * The reason.
     *
     * @throws ApiException if it is missing, too long or not storable
     */
    String checkedReason() {
        return TEXT.reason(reason, "write why the freeze is broken");
    }
}
