package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.MigrationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A submitted plan and the id of its migration.
 *
 * @param mode what becomes of the plan
 * @param checksum the checksum of the plan, kept because every command carries it and a plan has up to 1 MiB
 * @param approvedDryRun the dry run that the approver has looked at; absent if there is none
 */
public record SubmittedPlan(
        MigrationId migration,
        Plan plan,
        RunMode mode,
        Checksum checksum,
        Instant submittedAt,
        Actor submitter,
        @Nullable ApprovedDryRun approvedDryRun) {
    static SubmittedPlan of(MigrationId migration, Plan plan, RunMode mode, Instant submittedAt, Actor submitter) {
        return new SubmittedPlan(migration, plan, mode, Checksum.of(plan), submittedAt, submitter, null);
    }

    SubmittedPlan approvedWith(ApprovedDryRun dryRun) {
        return new SubmittedPlan(migration, plan, mode, checksum, submittedAt, submitter, dryRun);
    }
}
