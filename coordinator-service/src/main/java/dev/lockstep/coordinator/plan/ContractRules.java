package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.ContractCheck;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.plan.Verification;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Checks the contract steps of a plan, and what they wait for. */
final class ContractRules {
    private static final String CONTRACT = "/spec/contract";

    private ContractRules() {}

    static List<PlanViolation> missingParts(ParsedPlan plan) {
        List<Integer> contract = plan.contractSteps();
        JsonNode waiting = plan.tree().at(CONTRACT);
        if (contract.isEmpty()) {
            return waiting.isObject()
                    ? List.of(new PlanViolation(
                            CONTRACT,
                            "contract says what contract steps wait for, but no step has phase: contract",
                            "add phase: contract to the last steps, which a linked migration then applies, or remove"
                                    + " contract"))
                    : List.of();
        }
        String pointer = "/spec/steps/%d/phase".formatted(contract.getFirst());
        if (waiting.isMissingNode() || waiting.isNull()) {
            return List.of(new PlanViolation(
                    pointer,
                    "the step has phase: contract, but spec.contract does not say what it waits for",
                    "add spec.contract with delay, confirmation or checks, such as contract: {confirmation: true}"));
        }
        return contract.size() == plan.stepCount()
                ? List.of(new PlanViolation(
                        pointer,
                        "every step has phase: contract, so there is nothing to apply before",
                        "remove phase and spec.contract, or add the steps that prepare for these"))
                : List.of();
    }

    static List<PlanViolation> misplacedSteps(ParsedPlan plan) {
        int lastExpand = plan.lastExpandStep();
        return plan.contractSteps().stream()
                .filter(index -> index < lastExpand)
                .limit(1)
                .map(index -> new PlanViolation(
                        "/spec/steps/%d/phase".formatted(index),
                        "the step has phase: contract, but spec.steps[%d] after it has not".formatted(lastExpand),
                        "move the contract steps to the end of the plan"))
                .toList();
    }

    static List<PlanViolation> dependenciesOnContractSteps(ParsedPlan plan) {
        Set<StepId> contract = plan.steps().stream()
                .filter(step -> step.step().isContract())
                .map(step -> step.step().id())
                .collect(Collectors.toSet());
        List<PlanViolation> violations = new ArrayList<>();
        for (IndexedStep step : plan.steps()) {
            if (!step.step().isContract()) {
                DependencyRules.dependenciesOf(step).stream()
                        .filter(contract::contains)
                        .findFirst()
                        .ifPresent(dependency -> violations.add(new PlanViolation(
                                step.pointer("dependsOn"),
                                "the step depends on step \"%s\", which is applied later because it has phase: contract"
                                        .formatted(dependency),
                                "remove \"%s\" from dependsOn, or add phase: contract to this step"
                                        .formatted(dependency))));
            }
        }
        return violations;
    }

    static List<PlanViolation> tooLongNames(ParsedPlan plan) {
        JsonNode name = plan.tree().at("/metadata/name");
        int limit = PlanName.MAX_LENGTH - PlanName.CONTRACT_SUFFIX.length();
        return plan.contractSteps().isEmpty()
                        || !name.isString()
                        || name.stringValue().length() <= limit
                ? List.of()
                : List.of(new PlanViolation(
                        "/metadata/name",
                        "the plan name has %d characters; the limit of a plan with contract steps is %d, because their migration has the name with \"%s\""
                                .formatted(name.stringValue().length(), limit, PlanName.CONTRACT_SUFFIX),
                        "shorten the plan name"));
    }

    static List<PlanViolation> invalidChecks(ParsedPlan plan) {
        Map<TargetName, TargetKind> targets = new LinkedHashMap<>();
        plan.steps()
                .forEach(step -> targets.putIfAbsent(
                        step.step().target(), step.step().operation().kind()));
        List<PlanViolation> violations = new ArrayList<>();
        JsonNode checks = plan.tree().at(CONTRACT + "/checks");
        for (int index = 0; checks.isArray() && index < checks.size(); index++) {
            String pointer = CONTRACT + "/checks/" + index;
            wellFormed(checks.get(index)).ifPresent(check -> {
                violations.addAll(target(check, targets, pointer));
                violations.addAll(impossible(check.verification(), pointer));
                violations.addAll(SqlRules.query(check.sql(), Pointer.of(pointer, "sql")));
                violations.addAll(placeholders(check, pointer));
            });
        }
        return violations;
    }

    private static Optional<ContractCheck> wellFormed(JsonNode check) {
        try {
            return Optional.of(LockstepJson.plans().treeToValue(check, ContractCheck.class));
        } catch (JacksonException _e) {
            // The validation of the structure has found the error.
            return Optional.empty();
        }
    }

    private static List<PlanViolation> target(
            ContractCheck check, Map<TargetName, TargetKind> targets, String pointer) {
        TargetKind kind = targets.get(check.target());
        if (kind == null) {
            return List.of(new PlanViolation(
                    Pointer.of(pointer, "target"),
                    "the check is on target \"%s\", but no step of the plan is".formatted(check.target()),
                    "write one of %s".formatted(Quoted.list(targets.keySet()))));
        }
        TargetKind runsOn = check.verification().runsOn();
        return runsOn == kind
                ? List.of()
                : List.of(new PlanViolation(
                        pointer,
                        "the check is for %s, but target \"%s\" is a %s target"
                                .formatted(StepRules.name(runsOn), check.target(), StepRules.name(kind)),
                        StepRules.checkHint(kind)));
    }

    private static List<PlanViolation> impossible(Verification check, String pointer) {
        Long atLeast = check.atLeast();
        Long atMost = check.atMost();
        if (atLeast != null && atMost != null && atLeast > atMost) {
            return List.of(new PlanViolation(
                    Pointer.of(pointer, "atLeast"),
                    "atLeast is %d but atMost is %d, so the contract steps could never begin"
                            .formatted(atLeast, atMost),
                    "lower atLeast to %d or less, or raise atMost to %d or more".formatted(atMost, atLeast)));
        }
        if (check.count() != null && atMost != null && atMost < 0) {
            return List.of(new PlanViolation(
                    Pointer.of(pointer, "atMost"),
                    "atMost is %d, but no count is below 0, so the contract steps could never begin".formatted(atMost),
                    "write 0 or more"));
        }
        return check.count() != null && !canBeCount(check.equalTo())
                ? List.of(new PlanViolation(
                        Pointer.of(pointer, "equals"),
                        "equals is %s, which is no count, so the contract steps could never begin"
                                .formatted(check.equalTo()),
                        "write 0 or another whole number"))
                : List.of();
    }

    private static boolean canBeCount(@Nullable JsonNode expected) {
        return expected == null
                || (expected.isNumber()
                        && expected.decimalValue().signum() >= 0
                        && expected.decimalValue().stripTrailingZeros().scale() <= 0);
    }

    // There is no migration yet that could replace them when a check is asked.
    private static List<PlanViolation> placeholders(ContractCheck check, String pointer) {
        return check.count() instanceof Verification.Count.Documents documents
                        && documents.filter().toString().contains("${")
                ? List.of(new PlanViolation(
                        pointer + "/count/filter",
                        "the filter contains \"${\", but checks of a contract have no placeholders",
                        "write the value itself"))
                : List.of();
    }
}
