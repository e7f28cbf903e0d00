package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.DispatchNumber;
import java.util.HashMap;
import java.util.Map;

/** No unit is changed by a dispatch below the fence, and the dispatch numbers of a target's changes never decrease. */
final class NoChangeBelowFence implements Guarantee {
    @Override
    public void assertHolds(SimulationResult result) {
        Map<TargetName, DispatchNumber> highest = new HashMap<>();
        result.changes().all().forEach(change -> {
            DispatchNumber previous = highest.getOrDefault(change.target(), DispatchNumber.NONE);
            if (change.dispatch().isBelow(change.fence()) || change.dispatch().isBelow(previous)) {
                throw new AssertionError("dispatch of a change: found %s, expected at least fence %s and dispatch %s"
                        .formatted(change, change.fence(), previous));
            }
            highest.put(change.target(), change.dispatch());
        });
    }
}
