package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.DispatchNumber;
import java.util.HashMap;
import java.util.Map;

/** I4: no unit is changed under a number below the fence of that moment, and numbers never fall on a target. */
final class NoEffectBelowTheFence implements Guarantee {
    @Override
    public void holdsIn(Evidence evidence) {
        Map<TargetName, DispatchNumber> highest = new HashMap<>();
        evidence.ledger().changes().forEach(change -> {
            DispatchNumber before = highest.getOrDefault(change.target(), DispatchNumber.NONE);
            if (change.dispatch().isBelow(change.fence()) || change.dispatch().isBelow(before)) {
                throw new AssertionError("below the fence: " + change);
            }
            highest.put(change.target(), change.dispatch());
        });
    }
}
