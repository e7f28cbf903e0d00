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

/** Checks the {@code dependsOn} of all steps. */
final class DependencyRules {
    private DependencyRules() {}

    static List<PlanViolation> invalidDependencies(ParsedPlan plan) {
        Set<StepId> ids = new LinkedHashSet<>();
        plan.ids().forEach(id -> id.ifPresent(ids::add));
        String hint = "write one of %s".formatted(Quoted.list(ids));
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
                            "remove \"%s\" from dependsOn".formatted(dependency)));
                } else if (!ids.contains(dependency)) {
                    violations.add(new PlanViolation(
                            pointer,
                            "dependsOn[%d] is \"%s\", but no step has this id".formatted(index, dependency),
                            hint));
                }
            }
        }
        return violations;
    }

    static List<PlanViolation> cycles(ParsedPlan plan) {
        Map<StepId, SequencedSet<StepId>> graph = graph(plan);
        // Repeatedly removes the steps without dependencies. The cycles and the steps that depend on them remain.
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
                "the steps %s depend on each other in a cycle".formatted(Quoted.list(sorted)),
                "remove one of these dependencies; a step without dependsOn depends on the step before it,"
                        + " and a step with dependsOn: [] on none");
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

    static List<PlanViolation> dependenciesOnIrreversibleStep(ParsedPlan plan) {
        // Whether it is a contract step; a contract step may follow an irreversible step of the other phase.
        Map<StepId, Boolean> irreversible = new HashMap<>();
        plan.steps().stream()
                .filter(step -> step.step().irreversible())
                .forEach(step -> irreversible.put(step.step().id(), step.step().isContract()));
        List<PlanViolation> violations = new ArrayList<>();
        for (IndexedStep step : plan.steps()) {
            dependenciesOf(step).stream()
                    .filter(dependency ->
                            irreversible.getOrDefault(dependency, !step.step().isContract())
                                    == step.step().isContract())
                    .findFirst()
                    .ifPresent(dependency -> violations.add(new PlanViolation(
                            step.pointer("dependsOn"),
                            "the step depends on step \"%s\", which is irreversible and must be the last"
                                    .formatted(dependency),
                            "move this step to another plan, and submit that plan after this one")));
        }
        return violations;
    }

    static List<StepId> dependenciesOf(IndexedStep step) {
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
