package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.Step;
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
import java.util.function.Predicate;

/** Checks the steps without their dependencies and targets. */
final class StepRules {
    static final int MAX_STEPS = 200;

    private StepRules() {}

    static List<PlanViolation> stepCountViolations(ParsedPlan plan) {
        return plan.stepCount() <= MAX_STEPS
                ? List.of()
                : List.of(new PlanViolation(
                        "/spec/steps/" + MAX_STEPS,
                        "the plan has %d steps; the limit is %d".formatted(plan.stepCount(), MAX_STEPS),
                        "split the plan into several plans"));
    }

    static List<PlanViolation> duplicateIds(ParsedPlan plan) {
        List<PlanViolation> violations = new ArrayList<>();
        Map<StepId, Integer> first = new HashMap<>();
        List<Optional<StepId>> ids = plan.ids();
        for (int index = 0; index < ids.size(); index++) {
            int current = index;
            ids.get(index).ifPresent(id -> {
                Integer earlier = first.putIfAbsent(id, current);
                if (earlier != null) {
                    violations.add(new PlanViolation(
                            "/spec/steps/%d/id".formatted(current),
                            "the step id \"%s\" is already used by spec.steps[%d]".formatted(id, earlier),
                            "give this step another id"));
                }
            });
        }
        return violations;
    }

    static List<PlanViolation> checksForAnotherStore(ParsedPlan plan) {
        List<PlanViolation> violations = new ArrayList<>();
        for (IndexedStep step : plan.steps()) {
            StepOperation operation = step.step().operation();
            List<Verification> checks = step.step().verify();
            for (int index = 0; index < checks.size(); index++) {
                TargetKind runsOn = checks.get(index).runsOn();
                if (runsOn != operation.kind()) {
                    violations.add(new PlanViolation(
                            step.pointer("verify/" + index),
                            "verify[%d] is a check for %s, but the operation %s is for %s"
                                    .formatted(index, name(runsOn), operation.type(), name(operation.kind())),
                            checkHint(operation.kind())));
                }
            }
        }
        return violations;
    }

    static String checkHint(TargetKind kind) {
        return switch (kind) {
            case POSTGRES -> "write a check such as {sql: SELECT count(*) FROM users, equals: 0}";
            case MONGO -> "write a check such as {count: {collection: users, filter: {status: old}}, equals: 0}";
            case REDIS -> "write a check such as {count: {match: \"user:*\"}, equals: 0}";
        };
    }

    static List<PlanViolation> contradictoryBounds(ParsedPlan plan) {
        List<PlanViolation> violations = new ArrayList<>();
        for (IndexedStep step : plan.steps()) {
            List<Verification> checks = step.step().verify();
            for (int index = 0; index < checks.size(); index++) {
                Long atLeast = checks.get(index).atLeast();
                Long atMost = checks.get(index).atMost();
                if (atLeast != null && atMost != null && atLeast > atMost) {
                    violations.add(new PlanViolation(
                            step.pointer("verify/%d/atLeast".formatted(index)),
                            "verify[%d].atLeast is %d but atMost is %d; no number satisfies both"
                                    .formatted(index, atLeast, atMost),
                            "lower atLeast to %d or less, or raise atMost to %d or more".formatted(atMost, atLeast)));
                }
            }
        }
        return violations;
    }

    static String name(TargetKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    static List<PlanViolation> stepsWithoutCompensation(ParsedPlan plan) {
        return plan.steps().stream()
                .filter(step -> !isCompensatable(step.step().operation())
                        && !step.step().irreversible())
                .map(step -> new PlanViolation(
                        step.pointer("operation"),
                        "the step has neither operation.down nor irreversible: true",
                        "add operation.down with the SQL that reverts operation.up,"
                                + " or add irreversible: true to the step"))
                .toList();
    }

    private static boolean isCompensatable(StepOperation operation) {
        return !(operation instanceof PostgresSql sql) || sql.down() != null;
    }

    /** The contract steps of a plan are applied by a migration of their own, so each phase can have one. */
    static List<PlanViolation> misplacedIrreversibleSteps(ParsedPlan plan) {
        List<PlanViolation> violations = new ArrayList<>();
        List<Integer> contract = plan.contractSteps();
        int lastContract = contract.isEmpty() ? -1 : contract.getLast();
        violations.addAll(misplacedIrreversible(irreversible(plan, step -> !step.isContract()), plan.lastExpandStep()));
        violations.addAll(misplacedIrreversible(irreversible(plan, Step::isContract), lastContract));
        return violations;
    }

    private static List<IndexedStep> irreversible(ParsedPlan plan, Predicate<Step> phase) {
        return plan.steps().stream()
                .filter(step -> step.step().irreversible() && phase.test(step.step()))
                .toList();
    }

    private static List<PlanViolation> misplacedIrreversible(List<IndexedStep> irreversible, int last) {
        List<PlanViolation> violations = new ArrayList<>();
        for (IndexedStep step : irreversible) {
            if (step.index() < last) {
                violations.add(new PlanViolation(
                        step.pointer("irreversible"),
                        "the step is irreversible but is not the last step of the plan",
                        "move this step to the end, or move the steps after it to another plan"));
            }
        }
        if (irreversible.size() > 1) {
            violations.add(new PlanViolation(
                    irreversible.getLast().pointer("irreversible"),
                    "%d steps are irreversible; the limit is 1".formatted(irreversible.size()),
                    "keep one irreversible step as the last step, and move each of the others to a plan of its own"));
        }
        return violations;
    }
}
