package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.worker.StepKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The units of a step: five of its own, and one that all steps of a chain on the same target increment. */
final class StepUnits {
    static final String SHARED = "shared";
    /** An apply adds this to each unit, so that a second apply is visible in the value. */
    static final long INCREMENT = 1_000;

    private static final int OWN_UNITS = 5;

    private StepUnits() {}

    /** The units that an apply of the step changes. */
    static List<String> of(StepKey key, SimulatedStore store) {
        List<String> units = new ArrayList<>(ownOf(key.step()));
        if (store.units().containsKey(SHARED)) {
            units.add(SHARED);
        }
        return units;
    }

    static List<String> ownOf(StepId step) {
        return IntStream.range(0, OWN_UNITS)
                .mapToObj(index -> "%s-%d".formatted(step, index))
                .toList();
    }

    /** The units that a finish of the step removes. */
    static List<String> removedByFinishOf(StepId step) {
        return IntStream.range(0, OWN_UNITS)
                .mapToObj(index -> "%s-old-%d".formatted(step, index))
                .toList();
    }
}
