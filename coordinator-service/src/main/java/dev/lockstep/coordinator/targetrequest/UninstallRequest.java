package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestText;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request to remove Lockstep from a target.
 *
 * @param history whether the schema history of PostgreSQL is removed too; absent: it stays
 * @param reason why Lockstep is removed; stored with the request and in the audit trail
 */
record UninstallRequest(@Schema(defaultValue = "false") @Nullable Boolean history, @Nullable String reason) {
    private static final RequestText TEXT = new RequestText(ProblemType.INVALID_TARGET_REQUEST);

    boolean withHistory() {
        return Boolean.TRUE.equals(history);
    }

    String checkedReason() {
        return TEXT.reason(reason, "write why Lockstep is removed from the target");
    }
}
