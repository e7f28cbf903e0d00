package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.protocol.MigrationId;
import java.time.Instant;

/** An accepted plan and the id of its migration; neither ever changes. */
public record SubmittedPlan(MigrationId migration, Plan plan, Instant submittedAt) {}
