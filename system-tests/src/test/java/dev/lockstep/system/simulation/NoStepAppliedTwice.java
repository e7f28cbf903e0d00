package dev.lockstep.system.simulation;

import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.worker.StepKey;
import java.util.HashSet;
import java.util.Set;

/** I5: each unit is changed at most once by a step in each direction. */
final class NoStepAppliedTwice implements Guarantee {
    @Override
    public void holdsIn(Evidence evidence) {
        Set<Once> seen = new HashSet<>();
        evidence.ledger().changes().forEach(change -> {
            if (!seen.add(new Once(change.key(), change.unit(), change.direction()))) {
                throw new AssertionError("a second time: " + change);
            }
        });
    }

    private record Once(StepKey key, String unit, Direction direction) {}
}
