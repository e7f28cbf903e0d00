package dev.lockstep.coordinator.targetrequest;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.BaselineResult;
import dev.lockstep.contract.protocol.DriftResult;
import dev.lockstep.contract.protocol.ReidentifyResult;
import dev.lockstep.contract.protocol.SchemaDifferenceResult;
import dev.lockstep.contract.protocol.SchemaVersionsResult;
import dev.lockstep.contract.protocol.UninstallResult;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A request about a target in the API.
 *
 * @param number the number within the target, from 1
 * @param reason why it was requested; absent for requests that need no reason
 * @param actor who requested it
 * @param baseline the answer to a request for a baseline; absent unless the state is ANSWERED
 * @param drift the answer to a check for drift; absent unless the state is ANSWERED
 * @param reidentify the answer to a request for a new identity; absent unless the state is ANSWERED
 * @param schemaObjects the number of definitions that were read; absent unless the state is ANSWERED
 * @param schemaDifference the answer to a request for the difference to a schema; absent in lists, and unless the state is
 *     ANSWERED
 * @param schemaVersions the answer to a request for schema versions; absent unless the state is ANSWERED
 * @param uninstall the answer to a request to remove Lockstep; absent unless the state is ANSWERED
 * @param finding the last failure
 * @param answeredAt when the state became final
 * @param attempts how often the request was sent
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TargetRequestView(
        TargetName target,
        int number,
        RequestKind kind,
        @Nullable String reason,
        Actor actor,
        Instant requestedAt,
        TargetRequestState state,
        @Nullable BaselineResult baseline,
        @Nullable DriftResult drift,
        @Nullable ReidentifyResult reidentify,
        @Nullable Integer schemaObjects,
        @Nullable SchemaDifferenceResult schemaDifference,
        @Nullable SchemaVersionsResult schemaVersions,
        @Nullable UninstallResult uninstall,
        @Nullable String finding,
        @Nullable Instant answeredAt,
        int attempts) {
    boolean isOpen() {
        return state == TargetRequestState.REQUESTED;
    }
}
