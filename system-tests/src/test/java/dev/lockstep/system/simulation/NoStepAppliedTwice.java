package dev.lockstep.system.simulation;

import dev.lockstep.coordinator.saga.Direction;
import dev.lockstep.worker.StepKey;
import java.util.HashSet;
import java.util.Set;

/** A step changes each unit at most once per direction. */
final class NoStepAppliedTwice implements Guarantee {
    @Override
    public void assertHolds(SimulationResult result) {
        Set<UnitDirection> changed = new HashSet<>();
        result.changes().all().forEach(change -> {
            if (!changed.add(new UnitDirection(change.key(), change.unit(), change.direction()))) {
                throw new AssertionError(
                        "changes of a unit by a step: found a second one, %s, expected one per direction"
                                .formatted(change));
            }
        });
    }

    private record UnitDirection(StepKey key, String unit, Direction direction) {}
}
