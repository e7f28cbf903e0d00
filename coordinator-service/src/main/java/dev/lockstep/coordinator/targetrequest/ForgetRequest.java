package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestText;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request to forget a target.
 *
 * @param reason why the target is forgotten; stored in the audit trail
 */
record ForgetRequest(@Nullable String reason) {
    private static final RequestText TEXT = new RequestText(ProblemType.INVALID_TARGET_REQUEST);

    String checkedReason() {
        return TEXT.reason(reason, "write why the target is forgotten");
    }
}
