package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestText;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request to acknowledge drift.
 *
 * @param request the number of the check that has found the differences, so that nobody acknowledges others unseen
 * @param reason why the differences are accepted; stored with them and in the audit trail
 */
record DriftAcknowledgeRequest(@Nullable Integer request, @Nullable String reason) {
    private static final RequestText TEXT = new RequestText(ProblemType.INVALID_TARGET_REQUEST);

    /** A valid request. */
    record Checked(int request, String reason) {}

    /**
     * Validates the request.
     *
     * @throws ApiException if a field is missing or invalid
     */
    Checked checked() {
        if (request == null) {
            throw TEXT.invalid("/request", "request is missing", "write the number of the check, its stoppedBy");
        }
        return new Checked(request, TEXT.reason(reason, "write why the differences are accepted"));
    }
}
