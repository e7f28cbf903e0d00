package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.MigrationId;
import java.time.Instant;

/** A submitted plan and the id of its migration. */
public record SubmittedPlan(MigrationId migration, Plan plan, Instant submittedAt, Actor submitter) {}
