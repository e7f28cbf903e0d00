package dev.lockstep.coordinator.purge;

import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestText;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for the purge of one migration.
 *
 * @param reason why it is purged; stored with the purge and in the audit trail
 * @param dryRun whether nothing is decided; false if it is absent
 */
record PurgeRequest(@Nullable String reason, @Nullable Boolean dryRun) {
    static final RequestText TEXT = new RequestText(ProblemType.INVALID_PURGE_REQUEST);
    static final String REASON_HINT = "write why the journals are purged before their retention ends";

    /** A valid request. */
    record Checked(String reason, boolean dryRun) {}

    /**
     * Validates the request.
     *
     * @throws ApiException if the reason is missing, too long or not storable
     */
    Checked checked() {
        return new Checked(TEXT.reason(reason, REASON_HINT), Boolean.TRUE.equals(dryRun));
    }
}
