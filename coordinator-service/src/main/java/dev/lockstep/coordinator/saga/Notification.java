package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.PlanNotification.Occasion;
import dev.lockstep.contract.protocol.Actor;
import java.time.Instant;

/**
 * What an endpoint is told about a migration.
 *
 * @param requester who requested the round, or its rollback
 * @param detail one sentence without the name of the plan; can be empty
 */
public record Notification(Occasion occasion, PlanName plan, int round, Actor requester, String detail, Instant at) {}
