package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.MigrationId;
import java.time.Instant;

/**
 * A submitted plan and the id of its migration.
 *
 * @param mode what becomes of the plan
 * @param checksum the checksum of the plan, kept because every command carries it and a plan has up to 1 MiB
 */
public record SubmittedPlan(
        MigrationId migration, Plan plan, RunMode mode, Checksum checksum, Instant submittedAt, Actor submitter) {
    static SubmittedPlan of(MigrationId migration, Plan plan, RunMode mode, Instant submittedAt, Actor submitter) {
        return new SubmittedPlan(migration, plan, mode, Checksum.of(plan), submittedAt, submitter);
    }
}
