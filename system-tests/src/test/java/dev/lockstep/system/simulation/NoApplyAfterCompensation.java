package dev.lockstep.system.simulation;

import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.worker.StepKey;
import java.util.HashSet;
import java.util.Set;

/** I7: once a step is being undone, nothing of it is applied or finished. */
final class NoApplyAfterCompensation implements Guarantee {
    @Override
    public void holdsIn(Evidence evidence) {
        Set<StepKey> undone = new HashSet<>();
        evidence.ledger().changes().forEach(change -> {
            if (change.direction() == Direction.COMPENSATE) {
                undone.add(change.key());
            } else if (undone.contains(change.key())) {
                throw new AssertionError("after its compensation: " + change);
            }
        });
    }
}
