package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.TargetName;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** An application that writes units while they are migrated. */
final class SimulatedApplication {
    private static final long VALUE_DISTANCE = 1_000_000;
    private final SeededRandom random;
    private final Map<TargetName, SimulatedStore> stores;
    private final Map<String, Long> written = new HashMap<>();
    private long lastValue = VALUE_DISTANCE;

    SimulatedApplication(SeededRandom random, Map<TargetName, SimulatedStore> stores) {
        this.random = random;
        this.stores = stores;
    }

    /** Writes a random unit of a random step of the plan. */
    void writeUnitOf(Plan plan) {
        Step step = random.pick(plan.spec().steps());
        SimulatedStore store = stores.get(step.target());
        String unit = random.pick(StepUnits.ownOf(step.id()));
        if (store != null && !store.hasOpenIntent(unit)) {
            lastValue += VALUE_DISTANCE;
            store.writeByApplication(unit, lastValue);
            written.put(store.name() + "/" + unit, lastValue);
        }
    }

    /** The last value that the application wrote to the unit. */
    OptionalLong lastWritten(SimulatedStore store, String unit) {
        Long value = written.get(store.name() + "/" + unit);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
