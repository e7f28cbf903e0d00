package dev.lockstep.coordinator.fleet;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.plan.TargetName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request about a fleet would do now.
 *
 * @param fleet absent if the request would start a new one
 * @param action continue, stop, rollback, or submit for a plan
 * @param version the version of the fleet for which this holds; absent for a new one
 * @param state the state of the fleet after the request
 * @param submits the members whose migrations would be submitted, one wave after the other, as long as all complete
 * @param adopts those of them that have a migration of the same plan already, which would be taken over
 * @param cancels the members whose migrations have not started, and would be cancelled
 * @param continues the members whose migrations run, and would continue to their outcome
 * @param rollsBack the members whose migrations would be rolled back when they are completed
 * @param refuses those of them whose rollback would be refused now
 * @param waits those of them whose rollback would wait for the end of a freeze or of a stop of the target
 * @param untried those of them that were left out of {@code refuses} and {@code waits}, because there are too many
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record FleetPreview(
        @Nullable Long fleet,
        String action,
        @Nullable Long version,
        FleetState state,
        List<Wave> submits,
        List<TargetName> adopts,
        List<TargetName> cancels,
        List<TargetName> continues,
        List<TargetName> rollsBack,
        List<MemberReason> refuses,
        List<MemberReason> waits,
        List<TargetName> untried) {
    /** Members that are submitted in one wave. */
    record Wave(int number, List<TargetName> targets) {}

    /** Why a member would not be rolled back, or not yet. */
    record MemberReason(TargetName target, String reason) {}

    FleetPreview with(List<MemberReason> refused, List<MemberReason> waiting, List<TargetName> leftOut) {
        return new FleetPreview(
                fleet, action, version, state, submits, adopts, cancels, continues, rollsBack, refused, waiting,
                leftOut);
    }
}
