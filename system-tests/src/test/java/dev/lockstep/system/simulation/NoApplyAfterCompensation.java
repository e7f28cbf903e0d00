package dev.lockstep.system.simulation;

import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.worker.StepKey;
import java.util.HashSet;
import java.util.Set;

/** After the start of a step's compensation, no unit is applied or finished by the step. */
final class NoApplyAfterCompensation implements Guarantee {
    @Override
    public void assertHolds(SimulationResult result) {
        Set<StepKey> compensated = new HashSet<>();
        result.changes().all().forEach(change -> {
            if (change.direction() == Direction.COMPENSATE) {
                compensated.add(change.key());
            } else if (compensated.contains(change.key())) {
                throw new AssertionError(
                        "changes after the compensation of a step: found %s, expected none".formatted(change));
            }
        });
    }
}
