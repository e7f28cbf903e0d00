package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.plan.InvalidValue;
import dev.lockstep.contract.protocol.PackedSchema;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.contract.protocol.TargetRequestHeader;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import dev.lockstep.coordinator.http.RequestText;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for the difference to a schema.
 *
 * @param wanted the definitions that are wanted: the JSON document of {@code GET .../schema} or of a file, compressed with
 *     gzip, in Base64
 * @param withDrops whether tables, columns and sequences that are not wanted are dropped; false if it is absent
 * @param withoutPrivileges whether owners and privileges are left as they are; false if it is absent
 */
record SchemaDifferenceRequest(
        @Nullable String wanted, @Nullable Boolean withDrops, @Nullable Boolean withoutPrivileges) {
    private static final RequestText TEXT = new RequestText(ProblemType.INVALID_TARGET_REQUEST);

    /** A valid request. */
    record Checked(PackedSchema wanted, boolean withDrops, boolean withoutPrivileges) {
        TargetRequest message(TargetRequestHeader header) {
            return new TargetRequest.SchemaDifference(header, wanted, withDrops, withoutPrivileges);
        }
    }

    /**
     * Validates the request.
     *
     * @throws ApiException if the definitions are missing or not readable
     */
    Checked checked() {
        if (wanted == null) {
            throw TEXT.invalid(
                    "/wanted", "wanted is absent; definitions are expected", "send a schema, compressed, in Base64");
        }
        try {
            return new Checked(
                    PackedSchema.ofContent(wanted),
                    Boolean.TRUE.equals(withDrops),
                    Boolean.TRUE.equals(withoutPrivileges));
        } catch (InvalidValue e) {
            throw TEXT.invalid("/wanted", String.valueOf(e.getMessage()), e.hint());
        }
    }
}
