package dev.lockstep.coordinator.fleet;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanMetadata;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.PlanTargets;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.coordinator.plan.PostedFleet;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A stored fleet.
 *
 * @param version raised by every change
 * @param plan the plan as submitted, which names the group
 * @param environment the name of the installation
 * @param wave the wave that runs, or that has run last, from 1
 * @param rollback what is rolled back; absent if nothing
 * @param actor who has submitted it, or who has acted on it last
 * @param reason the reason of the last action; absent before
 * @param finding why it has stopped
 * @param problem why it could not be continued at the last attempt; absent if it could
 */
record Fleet(
        long id,
        long version,
        Plan plan,
        Checksum checksum,
        String environment,
        Actor requester,
        Instant requestedAt,
        FleetState state,
        int wave,
        @Nullable RollbackScope rollback,
        Actor actor,
        @Nullable String reason,
        @Nullable String finding,
        @Nullable String problem,
        @Nullable Instant endedAt) {
    /** Its name in the audit trail. */
    String subject() {
        return "fleets/" + id;
    }

    PlanTargets group() {
        return Objects.requireNonNull(plan.spec().group());
    }

    /** The plan of the migration of a member, with the label of this fleet. */
    Plan planOf(TargetName member) {
        Map<String, String> labels = new LinkedHashMap<>(plan.metadata().labels());
        labels.put(PostedFleet.LABEL, String.valueOf(id));
        return planOf(plan, member, labels);
    }

    /** The plan of the migration of a member, without the label of a fleet. */
    static Plan planOf(Plan plan, TargetName member) {
        return planOf(plan, member, plan.metadata().labels());
    }

    private static Plan planOf(Plan plan, TargetName member, Map<String, String> labels) {
        return Plan.of(
                new PlanMetadata(nameOf(plan, member), plan.metadata().description(), labels),
                plan.spec().on(member));
    }

    static PlanName nameOf(Plan plan, TargetName member) {
        return new PlanName(plan.name() + "." + member);
    }

    /** The plan of a migration without the label of its fleet. */
    static Plan withoutLabel(Plan migration) {
        Map<String, String> labels = new LinkedHashMap<>(migration.metadata().labels());
        labels.remove(PostedFleet.LABEL);
        return Plan.of(
                new PlanMetadata(migration.name(), migration.metadata().description(), labels), migration.spec());
    }
}
