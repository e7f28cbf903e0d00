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

/** What must hold of the graph that {@code dependsOn} draws. */
final class DependencyRules {
    private DependencyRules() {}

    static List<Finding> dependenciesAreSteps(Draft draft) {
        Set<StepId> ids = new HashSet<>();
        draft.ids().forEach(id -> id.ifPresent(ids::add));
        List<Finding> findings = new ArrayList<>();
        for (StepAt at : draft.steps()) {
            List<StepId> named = Optional.ofNullable(at.step().dependsOn()).orElse(List.of());
            for (int index = 0; index < named.size(); index++) {
                String pointer = at.pointer("dependsOn/" + index);
                if (named.get(index).equals(at.step().id())) {
                    findings.add(new Finding(pointer, "the step depends on itself", "take it out"));
                } else if (!ids.contains(named.get(index))) {
                    findings.add(new Finding(
                            pointer, "no step has the id %s".formatted(named.get(index)), "name one of " + ids));
                }
            }
        }
        return findings;
    }

    static List<Finding> dependenciesFormNoCycle(Draft draft) {
        Map<StepId, SequencedSet<StepId>> graph = graph(draft);
        // Taking away what waits for nothing, again and again, leaves the cycles and what waits for them.
        boolean taken = true;
        while (taken) {
            Set<StepId> free = new HashSet<>();
            graph.forEach((id, waits) -> {
                if (waits.stream().noneMatch(graph::containsKey)) {
                    free.add(id);
                }
            });
            taken = graph.keySet().removeAll(free);
        }
        return draft.steps().stream()
                .filter(at -> graph.containsKey(at.step().id()))
                .filter(at -> reaches(graph, at.step().id()))
                .limit(1)
                .map(at -> new Finding(
                        at.pointer(at.step().dependsOn() == null ? "id" : "dependsOn"),
                        "the step waits for itself, through %s"
                                .formatted(graph.keySet().stream()
                                        .sorted(Comparator.comparing(StepId::value))
                                        .toList()),
                        "break the cycle: one of these must not wait for another"))
                .toList();
    }

    private static boolean reaches(Map<StepId, SequencedSet<StepId>> graph, StepId start) {
        Set<StepId> seen = new HashSet<>();
        List<StepId> open = new ArrayList<>(graph.getOrDefault(start, new LinkedHashSet<>()));
        while (!open.isEmpty()) {
            StepId next = open.removeLast();
            if (next.equals(start)) {
                return true;
            }
            if (seen.add(next)) {
                open.addAll(graph.getOrDefault(next, new LinkedHashSet<>()));
            }
        }
        return false;
    }

    static List<Finding> nothingWaitsForThePointOfNoReturn(Draft draft) {
        Set<StepId> pivots = new HashSet<>();
        draft.steps().stream()
                .filter(at -> at.step().irreversible())
                .forEach(at -> pivots.add(at.step().id()));
        return draft.steps().stream()
                .filter(at -> Optional.ofNullable(at.step().dependsOn()).orElse(List.of()).stream()
                        .anyMatch(pivots::contains))
                .map(at -> new Finding(
                        at.pointer("dependsOn"),
                        "it waits for an irreversible step, which is last",
                        "put what comes after it into a plan of its own"))
                .toList();
    }

    private static Map<StepId, SequencedSet<StepId>> graph(Draft draft) {
        List<Optional<StepId>> ids = draft.ids();
        Map<StepId, SequencedSet<StepId>> graph = new HashMap<>();
        for (StepAt at : draft.steps()) {
            SequencedSet<StepId> waits = new LinkedHashSet<>();
            List<StepId> named = at.step().dependsOn();
            if (named != null) {
                waits.addAll(named);
            } else if (at.index() > 0) {
                ids.get(at.index() - 1).ifPresent(waits::add);
            }
            waits.remove(at.step().id());
            graph.merge(at.step().id(), waits, (one, _other) -> one);
        }
        return graph;
    }
}
