package dev.lockstep.coordinator.downgrade;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.http.ErrorDetail;
import dev.lockstep.coordinator.orchestration.MigrationState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A downgrade in the API, or what one would do.
 *
 * @param id absent in a dry run, like all that it does not have yet
 * @param dryRun whether nothing was started
 * @param to where it ends, as it was requested
 * @param keeps the newest migration on the target that is not rolled back; absent if all are
 * @param targets all targets of its migrations; it claims them until it has ended
 * @param actor in whose name the rollbacks are requested: who has requested it, or who has resumed it last
 * @param finding why it has stopped
 * @param partlyRolledBack what is rolled back and what is not; absent if nothing or everything is
 * @param waitingFor what its current migration waits for
 * @param refusals why it cannot run; in a dry run only
 * @param migrations in the order of their rollbacks: newest first; absent in the list
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DowngradeView(
        @Nullable Long id,
        @Nullable Long version,
        boolean dryRun,
        TargetName target,
        String to,
        @Nullable MigrationId keeps,
        List<TargetName> targets,
        String reason,
        @Nullable Actor requester,
        @Nullable Instant requestedAt,
        @Nullable Actor actor,
        @Nullable DowngradeState state,
        @Nullable String finding,
        @Nullable String partlyRolledBack,
        @Nullable String waitingFor,
        @Nullable Instant endedAt,
        @Nullable List<ErrorDetail> refusals,
        List<DowngradeAction> allowedActions,
        @Nullable List<Item> migrations) {
    /**
     * A migration of a downgrade.
     *
     * @param state COMPLETED until its rollback starts
     * @param other whether it has no step on the target
     * @param steps its steps, in the order in which they are compensated if they do not run at the same time
     * @param approval whether its rollback needs an approval
     * @param waitingFor what it waits for; absent if nothing
     * @param leftApplied the steps that are still applied after its rollback has started
     * @param conflicts the units that keep the value of an application
     * @param undoLimit which part of it can no longer be undone; absent if there is none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Item(
            MigrationId migration,
            PlanName name,
            MigrationState state,
            boolean other,
            List<TargetName> targets,
            List<ItemStep> steps,
            boolean approval,
            @Nullable String waitingFor,
            @Nullable List<StepId> leftApplied,
            @Nullable Long conflicts,
            @Nullable String undoLimit) {}

    /** A step that is undone. */
    record ItemStep(StepId id, TargetName target, String operation) {}

    @JsonIgnore
    String etag() {
        return "\"%d\"".formatted(version);
    }
}
