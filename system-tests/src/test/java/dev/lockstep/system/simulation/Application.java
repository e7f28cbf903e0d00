package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.TargetName;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** An application that goes on writing while it is migrated; nothing of what it wrote may be lost. */
final class Application {
    private final Fate fate;
    private final Map<TargetName, Store> stores;
    private final Map<String, Long> written = new HashMap<>();
    private long next = 1_000_000;

    Application(Fate fate, Map<TargetName, Store> stores) {
        this.fate = fate;
        this.stores = stores;
    }

    void writesInto(Plan plan) {
        Step step = fate.oneOf(plan.spec().steps());
        Store store = stores.get(step.target());
        String unit = fate.oneOf(Units.ownOf(step.id()));
        if (store != null && !store.isIntended(unit)) {
            next += 1_000_000;
            store.applicationWrites(unit, next);
            written.put(store.name() + "/" + unit, next);
        }
    }

    /** What it wrote there last. */
    OptionalLong lastWritten(Store store, String unit) {
        Long value = written.get(store.name() + "/" + unit);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
}
