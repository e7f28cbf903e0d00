package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.Verification;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What must hold of the steps that no graph and no target is needed for. */
final class StepRules {
    static final int MAX_STEPS = 200;

    private StepRules() {}

    static List<Finding> stepsAreFewEnough(Draft draft) {
        return draft.written() <= MAX_STEPS
                ? List.of()
                : List.of(new Finding(
                        "/spec/steps/" + MAX_STEPS,
                        "the plan has %d steps, more than %d".formatted(draft.written(), MAX_STEPS),
                        "split it into several plans"));
    }

    static List<Finding> idsAreUnique(Draft draft) {
        List<Finding> findings = new ArrayList<>();
        Map<StepId, Integer> first = new HashMap<>();
        List<Optional<StepId>> ids = draft.ids();
        for (int index = 0; index < ids.size(); index++) {
            int at = index;
            ids.get(index).ifPresent(id -> {
                Integer earlier = first.putIfAbsent(id, at);
                if (earlier != null) {
                    findings.add(new Finding(
                            "/spec/steps/%d/id".formatted(at),
                            "%s is the id of step %d already".formatted(id, earlier),
                            "give each step an id of its own"));
                }
            });
        }
        return findings;
    }

    static List<Finding> checksFitTheStore(Draft draft) {
        List<Finding> findings = new ArrayList<>();
        for (StepAt at : draft.steps()) {
            TargetKind kind = at.step().operation().kind();
            List<Verification> checks = at.step().verify();
            for (int index = 0; index < checks.size(); index++) {
                TargetKind runsOn = checks.get(index).runsOn();
                if (runsOn != kind) {
                    findings.add(new Finding(
                            at.pointer("verify/" + index),
                            "it is a check for %s, and the step is for %s".formatted(word(runsOn), word(kind)),
                            hintFor(kind)));
                }
            }
        }
        return findings;
    }

    static List<Finding> checksCanBeMet(Draft draft) {
        List<Finding> findings = new ArrayList<>();
        for (StepAt at : draft.steps()) {
            List<Verification> checks = at.step().verify();
            for (int index = 0; index < checks.size(); index++) {
                Long atLeast = checks.get(index).atLeast();
                Long atMost = checks.get(index).atMost();
                if (atLeast != null && atMost != null && atLeast > atMost) {
                    findings.add(new Finding(
                            at.pointer("verify/%d/atLeast".formatted(index)),
                            "no number is at least %d and at most %d".formatted(atLeast, atMost),
                            "take a smaller atLeast, or a greater atMost"));
                }
            }
        }
        return findings;
    }

    private static String hintFor(TargetKind kind) {
        return switch (kind) {
            case POSTGRES -> "check with sql";
            case MONGO -> "check with count: {collection, filter}";
            case REDIS -> "check with count: {match}";
        };
    }

    static String word(TargetKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    static List<Finding> everythingCanBeUndoneOrSaysSo(Draft draft) {
        return draft.steps().stream()
                .filter(at ->
                        cannotBeUndone(at.step().operation()) && !at.step().irreversible())
                .map(at -> new Finding(
                        at.pointer("operation"),
                        "it has no down, and the step does not say irreversible: true",
                        "write a down, or say irreversible: true on the step"))
                .toList();
    }

    private static boolean cannotBeUndone(StepOperation operation) {
        return operation instanceof PostgresSql sql && sql.down() == null;
    }

    static List<Finding> thePointOfNoReturnIsLast(Draft draft) {
        List<Finding> findings = new ArrayList<>();
        List<StepAt> pivots =
                draft.steps().stream().filter(at -> at.step().irreversible()).toList();
        for (StepAt pivot : pivots) {
            if (pivot.index() != draft.written() - 1) {
                findings.add(new Finding(
                        pivot.pointer("irreversible"),
                        "an irreversible step stands last, and %d follow it"
                                .formatted(draft.written() - 1 - pivot.index()),
                        "move it to the end, or put it into a plan of its own"));
            }
        }
        if (pivots.size() > 1) {
            findings.add(new Finding(
                    pivots.getLast().pointer("irreversible"),
                    "%d steps are irreversible".formatted(pivots.size()),
                    "keep one of them, and put the others into plans of their own"));
        }
        return findings;
    }
}
