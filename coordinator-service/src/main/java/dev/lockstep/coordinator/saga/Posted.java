package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.protocol.MigrationId;
import java.time.Instant;

/** A migration as it was accepted; none of it ever changes. */
public record Posted(MigrationId migration, Plan plan, Instant submittedAt) {}
