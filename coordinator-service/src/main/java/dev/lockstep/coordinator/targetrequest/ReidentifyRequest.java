package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestText;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for a new identity.
 *
 * @param reason why the target needs one; stored with the request and in the audit trail
 */
record ReidentifyRequest(@Nullable String reason) {
    private static final RequestText TEXT = new RequestText(ProblemType.INVALID_TARGET_REQUEST);

    String checkedReason() {
        return TEXT.reason(reason, "write why the target needs a new identity");
    }
}
