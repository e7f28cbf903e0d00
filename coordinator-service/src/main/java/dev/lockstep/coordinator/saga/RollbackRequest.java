package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.PlanApproval;
import dev.lockstep.contract.protocol.Actor;
import java.time.Instant;

/**
 * The request to roll a completed migration back, which somebody else must approve.
 *
 * @param end when an approval comes too late
 */
public record RollbackRequest(Actor requester, String reason, Instant end) {
    static RollbackRequest of(SagaEvent.RollbackRequested event, PlanApproval approval) {
        return new RollbackRequest(
                event.actor(), event.reason(), event.at().plus(approval.within().duration()));
    }

    boolean isOver(Instant at) {
        return !at.isBefore(end);
    }
}
