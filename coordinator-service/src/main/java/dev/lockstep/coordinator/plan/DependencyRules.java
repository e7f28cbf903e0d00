package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.StepId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;

/** The rules for {@code dependsOn}. */
final class DependencyRules {
    private DependencyRules() {}

    static List<PlanViolation> dependenciesExist(ParsedPlan plan) {
        Set<StepId> ids = new LinkedHashSet<>();
        plan.ids().forEach(id -> id.ifPresent(ids::add));
        List<PlanViolation> violations = new ArrayList<>();
        for (IndexedStep step : plan.steps()) {
            List<StepId> dependencies = dependenciesOf(step);
            for (int index = 0; index < dependencies.size(); index++) {
                String pointer = step.pointer("dependsOn/" + index);
                StepId dependency = dependencies.get(index);
                if (dependency.equals(step.step().id())) {
                    violations.add(new PlanViolation(
                            pointer,
                            "the step depends on itself",
                            "remove %s from its dependsOn".formatted(dependency)));
                } else if (!ids.contains(dependency)) {
                    violations.add(new PlanViolation(
                            pointer,
                            "dependsOn names %s, and no step has this id".formatted(dependency),
                            "write one of the step ids %s".formatted(ids)));
                }
            }
        }
        return violations;
    }

    static List<PlanViolation> dependenciesAreAcyclic(ParsedPlan plan) {
        Map<StepId, SequencedSet<StepId>> graph = graph(plan);
        // Removing steps without dependencies until none is left keeps the cycles and the steps that depend on them.
        boolean removed = true;
        while (removed) {
            Set<StepId> independent = new HashSet<>();
            graph.forEach((id, dependencies) -> {
                if (dependencies.stream().noneMatch(graph::containsKey)) {
                    independent.add(id);
                }
            });
            removed = graph.keySet().removeAll(independent);
        }
        return plan.steps().stream()
                .filter(step -> graph.containsKey(step.step().id()))
                .filter(step -> reaches(graph, step.step().id()))
                .limit(1)
                .map(step -> cycle(step, graph.keySet()))
                .toList();
    }

    private static PlanViolation cycle(IndexedStep step, Set<StepId> members) {
        List<StepId> sorted =
                members.stream().sorted(Comparator.comparing(StepId::value)).toList();
        return new PlanViolation(
                step.pointer(step.step().dependsOn() == null ? "id" : "dependsOn"),
                "the steps %s depend on each other in a cycle".formatted(sorted),
                "remove one of these dependencies; a step without dependsOn depends on the step before it");
    }

    private static boolean reaches(Map<StepId, SequencedSet<StepId>> graph, StepId start) {
        Set<StepId> visited = new HashSet<>();
        List<StepId> pending = new ArrayList<>(graph.getOrDefault(start, new LinkedHashSet<>()));
        while (!pending.isEmpty()) {
            StepId next = pending.removeLast();
            if (next.equals(start)) {
                return true;
            }
            if (visited.add(next)) {
                pending.addAll(graph.getOrDefault(next, new LinkedHashSet<>()));
            }
        }
        return false;
    }

    static List<PlanViolation> nothingDependsOnIrreversibleStep(ParsedPlan plan) {
        Set<StepId> irreversible = new HashSet<>();
        plan.steps().stream()
                .filter(step -> step.step().irreversible())
                .forEach(step -> irreversible.add(step.step().id()));
        List<PlanViolation> violations = new ArrayList<>();
        for (IndexedStep step : plan.steps()) {
            dependenciesOf(step).stream()
                    .filter(irreversible::contains)
                    .findFirst()
                    .ifPresent(dependency -> violations.add(new PlanViolation(
                            step.pointer("dependsOn"),
                            "the step depends on the irreversible step %s, which must be the last"
                                    .formatted(dependency),
                            "move this step to another plan and submit it after this one")));
        }
        return violations;
    }

    private static List<StepId> dependenciesOf(IndexedStep step) {
        return Optional.ofNullable(step.step().dependsOn()).orElse(List.of());
    }

    private static Map<StepId, SequencedSet<StepId>> graph(ParsedPlan plan) {
        List<Optional<StepId>> ids = plan.ids();
        Map<StepId, SequencedSet<StepId>> graph = new HashMap<>();
        for (IndexedStep step : plan.steps()) {
            SequencedSet<StepId> dependencies = new LinkedHashSet<>();
            List<StepId> named = step.step().dependsOn();
            if (named != null) {
                dependencies.addAll(named);
            } else if (step.index() > 0) {
                ids.get(step.index() - 1).ifPresent(dependencies::add);
            }
            dependencies.remove(step.step().id());
            graph.merge(step.step().id(), dependencies, (first, _second) -> first);
        }
        return graph;
    }
}
