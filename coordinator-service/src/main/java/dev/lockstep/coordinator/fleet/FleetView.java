package dev.lockstep.coordinator.fleet;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.orchestration.MigrationState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fleet in the API: the report of all its migrations. It has only the members that the caller may view.
 *
 * @param checksum of the plan; the same in every environment
 * @param environment the name of the installation
 * @param wave the wave that runs, or that has run last, from 1
 * @param rollback what is rolled back; absent if nothing
 * @param actor who has submitted it, or who has acted on it last
 * @param reason the reason of the last action
 * @param finding why it has stopped, or could not be continued; without the reason if the caller may not view all members
 * @param conflicts the units that keep the value of an application after a rollback; absent in the list
 * @param laterMembers targets that belong to the group now, but were not registered when the fleet was submitted; they are
 *     not part of it
 * @param formerMembers members that do not belong to the group any more
 * @param waves absent in the list
 * @param plan absent in the list
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record FleetView(
        long id,
        long version,
        PlanName name,
        Checksum checksum,
        String environment,
        TargetName group,
        FleetState state,
        int wave,
        @Nullable RollbackScope rollback,
        Actor requester,
        Instant requestedAt,
        Actor actor,
        @Nullable String reason,
        @Nullable String finding,
        @Nullable Instant endedAt,
        Counts counts,
        @Nullable Long conflicts,
        @Nullable List<TargetName> laterMembers,
        @Nullable List<TargetName> formerMembers,
        List<FleetAction> allowedActions,
        @Nullable List<Wave> waves,
        @Nullable Plan plan) {
    /**
     * How many members are how far.
     *
     * @param failed migrations that have ended without a change, or that an operator has closed
     */
    record Counts(
            int members, int pending, int underWay, int completed, int rolledBack, int failed, int needsOperator) {}

    /** A wave with its members. */
    record Wave(int number, Counts counts, List<Member> members) {}

    /**
     * A member of a fleet.
     *
     * @param migration absent before it is submitted
     * @param state the state of the migration; absent before it is submitted
     * @param adopted whether the migration is of an earlier fleet with the same plan; a rollback of this fleet leaves it out
     * @param waitingFor what the migration waits for; absent if nothing
     * @param failure why the migration has not completed, of the first members that have not
     * @param conflicts the units that keep the value of an application; absent if it is not rolled back
     * @param finding why it cannot be rolled back
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Member(
            TargetName target,
            @Nullable MigrationId migration,
            @Nullable MigrationState state,
            boolean adopted,
            @Nullable String waitingFor,
            @Nullable String failure,
            @Nullable Long conflicts,
            @Nullable String finding) {}

    @JsonIgnore
    String etag() {
        return "\"%d\"".formatted(version);
    }
}
