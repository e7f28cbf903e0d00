package dev.lockstep.coordinator.restore;

import dev.lockstep.contract.plan.InvalidValue;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestText;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for a restore.
 *
 * @param target the target whose backup is restored
 * @param dryRun whether nothing is written; false if it is absent
 * @param reason why it is restored; stored with the restore and in the audit trail
 */
record RestoreRequest(@Nullable String target, @Nullable Boolean dryRun, @Nullable String reason) {
    private static final RequestText TEXT = new RequestText(ProblemType.INVALID_RESTORE_REQUEST);

    /** A valid request. */
    record Checked(TargetName target, boolean dryRun, String reason) {}

    /**
     * Validates the request.
     *
     * @throws ApiException if a field is missing, too long or not storable
     */
    Checked checked() {
        String checkedReason = TEXT.reason(reason, "write why the backup is restored");
        if (target == null) {
            throw TEXT.invalid("/target", "target is missing", "write the name of the target");
        }
        try {
            return new Checked(new TargetName(target), Boolean.TRUE.equals(dryRun), checkedReason);
        } catch (InvalidValue e) {
            throw TEXT.invalid("/target", String.valueOf(e.getMessage()), e.hint());
        }
    }
}
