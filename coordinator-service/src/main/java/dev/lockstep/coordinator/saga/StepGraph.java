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

/** The dependencies between the steps of a valid plan. They form no cycle. */
final class StepGraph {
    private final SequencedMap<StepId, SequencedSet<StepId>> dependencies;

    StepGraph(PlanSpec spec) {
        this.dependencies = spec.dependencies();
    }

    /**
     * The order in which steps are applied. Repeatedly takes the first step, in plan order, that is not yet in the order
     * and whose dependencies all are.
     */
    List<StepId> applyOrder() {
        List<StepId> order = new ArrayList<>();
        while (order.size() < dependencies.size()) {
            order.add(dependencies.entrySet().stream()
                    .filter(entry -> !order.contains(entry.getKey()) && order.containsAll(entry.getValue()))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow());
        }
        return order;
    }

    /**
     * The last candidate in apply order whose dependants no longer block it (compensated, never applied, or skipped);
     * empty if there is none.
     */
    Optional<StepId> nextToCompensate(Predicate<StepId> candidate, Predicate<StepId> dependantNoLongerBlocks) {
        return applyOrder().reversed().stream()
                .filter(candidate)
                .filter(step -> dependants(step).stream().allMatch(dependantNoLongerBlocks))
                .findFirst();
    }

    private List<StepId> dependants(StepId step) {
        return dependencies.entrySet().stream()
                .filter(entry -> entry.getValue().contains(step))
                .map(Map.Entry::getKey)
                .toList();
    }
}
