package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.PlanSpec;
import dev.lockstep.contract.plan.StepId;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.Set;

/** The dependencies between the steps of a valid plan. They form no cycle. */
final class StepGraph {
    private final SequencedMap<StepId, SequencedSet<StepId>> dependencies;
    private final SequencedMap<StepId, SequencedSet<StepId>> dependants = new LinkedHashMap<>();

    StepGraph(PlanSpec spec) {
        this.dependencies = spec.dependencies();
        dependencies.keySet().forEach(step -> dependants.put(step, new LinkedHashSet<>()));
        dependencies.forEach((step, before) -> before.forEach(dependency ->
                dependants.getOrDefault(dependency, new LinkedHashSet<>()).add(step)));
    }

    /**
     * An order in which each step comes after its dependencies. Repeatedly takes the first step, in plan order, that is
     * not yet in the order and whose dependencies all are.
     */
    List<StepId> applyOrder() {
        SequencedSet<StepId> order = new LinkedHashSet<>();
        while (order.size() < dependencies.size()) {
            order.add(dependencies.entrySet().stream()
                    .filter(entry -> !order.contains(entry.getKey()) && order.containsAll(entry.getValue()))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow());
        }
        return List.copyOf(order);
    }

    Set<StepId> dependencies(StepId step) {
        return dependencies.getOrDefault(step, new LinkedHashSet<>());
    }

    /** The steps that depend on this one directly. */
    Set<StepId> dependants(StepId step) {
        return dependants.getOrDefault(step, new LinkedHashSet<>());
    }
}
