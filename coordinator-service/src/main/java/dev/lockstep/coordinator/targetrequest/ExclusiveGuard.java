package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.freeze.JdbcTargetStops;
import dev.lockstep.coordinator.freeze.TargetStop;
import dev.lockstep.coordinator.queue.Claimant;
import dev.lockstep.coordinator.queue.JdbcClaims;
import java.util.List;

/**
 * Permits a request only on a target that nobody has claimed, and lets nothing start on it until the request has ended.
 *
 * @param reason why nothing starts meanwhile
 * @param inFreeze whether it is permitted during a freeze, and on a target that drift has stopped
 */
record ExclusiveGuard(JdbcClaims claims, JdbcTargetStops stops, TargetStop.Reason reason, boolean inFreeze)
        implements NewTargetRequests.Guard {
    @Override
    public void require(TargetName target) {
        claims.lockQueue();
        if (inFreeze) {
            requireNoOther(target);
        } else {
            claims.requireUnfrozen(List.of(target));
        }
        List<Claimant> claimants = claims.claimants(List.of(target));
        if (!claimants.isEmpty()) {
            throw NewTargetRequests.notAllowed(
                    "target \"%s\" is not free: %s".formatted(target, Claimant.reason(claimants)));
        }
    }

    private void requireNoOther(TargetName target) {
        stops.lock();
        stops.find(List.of(target)).stream()
                .filter(stop -> stop.reason() != TargetStop.Reason.DRIFT)
                .findFirst()
                .ifPresent(stop -> {
                    throw NewTargetRequests.notAllowed(stop.description());
                });
    }

    @Override
    public void added(TargetRequestView request) {
        stops.stop(request.target(), reason, request.number());
    }
}
