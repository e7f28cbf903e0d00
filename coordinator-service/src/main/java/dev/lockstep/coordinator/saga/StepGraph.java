package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.PlanSpec;
import dev.lockstep.contract.plan.StepId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.function.Predicate;

/** Which step waits for which; the plan was validated, so there is no cycle. */
final class StepGraph {
    private final SequencedMap<StepId, SequencedSet<StepId>> dependencies;

    StepGraph(PlanSpec spec) {
        this.dependencies = spec.dependencies();
    }

    /** The first wanted step in the plan's order whose dependencies are all done. */
    Optional<StepId> forward(Predicate<StepId> wanted, Predicate<StepId> done) {
        return dependencies.entrySet().stream()
                .filter(entry -> wanted.test(entry.getKey()))
                .filter(entry -> entry.getValue().stream().allMatch(done))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The last wanted step in forward order whose dependants are all gone. */
    Optional<StepId> backward(Predicate<StepId> wanted, Predicate<StepId> gone) {
        return order().reversed().stream()
                .filter(wanted)
                .filter(step -> dependants(step).stream().allMatch(gone))
                .findFirst();
    }

    /** The order in which steps go out one at a time: among those that may, the first in the plan. */
    List<StepId> order() {
        List<StepId> order = new ArrayList<>();
        while (order.size() < dependencies.size()) {
            order.add(forward(step -> !order.contains(step), order::contains).orElseThrow());
        }
        return order;
    }

    private List<StepId> dependants(StepId step) {
        return dependencies.entrySet().stream()
                .filter(entry -> entry.getValue().contains(step))
                .map(Map.Entry::getKey)
                .toList();
    }
}
