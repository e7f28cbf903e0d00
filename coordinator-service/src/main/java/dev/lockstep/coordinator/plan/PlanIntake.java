package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.coordinator.endpoint.Endpoints;
import dev.lockstep.coordinator.http.ErrorDetail;
import dev.lockstep.coordinator.http.Position;
import dev.lockstep.coordinator.target.TargetView;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Validates a posted text. The result is a valid plan, or the first errors of the text and their number. */
final class PlanIntake {
    private static final Pattern STEP_POINTER = Pattern.compile("/spec/steps/\\d+");
    /** A response lists at most this many errors. */
    static final int MAX_ERRORS = 100;

    private final List<PlanRule> rules;
    private final TargetGroups groups;

    private PlanIntake(List<PlanRule> rules, TargetGroups groups) {
        this.groups = groups;
        this.rules = List.copyOf(rules);
    }

    /** An intake with all rules, for a coordinator without groups of targets. */
    static PlanIntake withTargets(Supplier<List<TargetView>> targets, Endpoints endpoints, Duration lease) {
        return withGroups(targets, TargetGroups.of(Map.of(), targets), endpoints, lease);
    }

    /**
     * An intake with all rules. It gets the registered targets again for each plan.
     *
     * @param lease the time after which a dispatch without a report is considered lost
     */
    static PlanIntake withGroups(
            Supplier<List<TargetView>> targets, TargetGroups groups, Endpoints endpoints, Duration lease) {
        List<PlanRule> rules = List.of(
                LabelRules::tooManyOrTooLong,
                StepRules::duplicateIds,
                StepRules::checksForAnotherStore,
                StepRules::contradictoryBounds,
                StepRules::stepsWithoutCompensation,
                StepRules::misplacedIrreversibleSteps,
                DependencyRules::invalidDependencies,
                DependencyRules::cycles,
                DependencyRules::dependenciesOnIrreversibleStep,
                ContractRules::missingParts,
                ContractRules::misplacedSteps,
                ContractRules::dependenciesOnContractSteps,
                ContractRules::tooLongNames,
                ContractRules::invalidChecks,
                PlaceholderRule::invalidPlaceholders,
                SqlRules::scriptViolations,
                SqlRules::expressionViolations,
                SqlRules::queryViolations,
                VersionRules::duplicateVersions,
                VersionRules::invalidVersions,
                new LimitRules(lease),
                new EndpointRule(endpoints),
                new GroupRule(groups),
                new TargetRule(targets, groups));
        return new PlanIntake(rules, groups);
    }

    PlanValidation validate(byte[] body, PlanFormat format) {
        return validate(body, format, PlanAccess.UNLIMITED);
    }

    /**
     * Validates a text.
     *
     * @param access receives the targets and labels of the plan, before any rule that depends on targets is checked;
     *     it throws an exception if the caller has no access to them
     */
    PlanValidation validate(byte[] body, PlanFormat format, PlanAccess access) {
        PlanText text;
        try {
            text = parse(body, format);
        } catch (UnreadablePlanException e) {
            return new PlanValidation.Unreadable(e.error());
        }
        PostedGroup group = PostedGroup.of(text.tree(), groups).orElse(null);
        PostedTargets.of(text.tree(), group).check(access);
        List<PlanViolation> violations = new ArrayList<>(StorableTextCheck.check(text.tree()));
        violations.addAll(new StructureValidator().validate(text.tree(), Plan.class));
        ParsedPlan plan = new ParsedPlan(text.tree(), wellFormedSteps(text.tree(), violations), group, access);
        violations.addAll(StepRules.stepCountViolations(plan));
        // The rules compare steps with each other, so they check only plans with a limited number of steps.
        if (plan.stepCount() <= StepRules.MAX_STEPS) {
            rules.forEach(rule -> violations.addAll(rule.check(plan)));
        }
        return violations.isEmpty() ? valid(text, group) : invalid(text, violations);
    }

    private static PlanValidation valid(PlanText text, @Nullable PostedGroup group) {
        try {
            return new PlanValidation.Valid(LockstepJson.plans().treeToValue(text.tree(), Plan.class), text, group);
        } catch (JacksonException e) {
            return invalid(text, List.of(new PlanViolation("", ValueValidator.message(e, ""), ValueValidator.hint(e))));
        }
    }

    private static PlanValidation invalid(PlanText text, List<PlanViolation> violations) {
        List<PlanViolation> distinct = violations.stream().distinct().toList();
        List<ErrorDetail> errors = distinct.stream()
                .map(text::locate)
                .sorted(Comparator.comparingInt(found -> found.position().line()))
                .limit(MAX_ERRORS)
                .map(text::error)
                .toList();
        return new PlanValidation.Invalid(errors, distinct.size());
    }

    private static PlanText parse(byte[] body, PlanFormat format) {
        String text = decode(body);
        return switch (format) {
            case YAML -> YamlPlanReader.parse(text);
            case JSON -> JsonPlanReader.parse(text);
        };
    }

    private static String decode(byte[] body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException _e) {
            throw new UnreadablePlanException(
                    "", Position.START, "the plan is not encoded in UTF-8", "save the plan as UTF-8");
        }
    }

    private static List<IndexedStep> wellFormedSteps(JsonNode tree, List<PlanViolation> violations) {
        Set<String> stepsWithViolations = violations.stream()
                .map(violation -> STEP_POINTER.matcher(violation.pointer()))
                .filter(Matcher::lookingAt)
                .map(Matcher::group)
                .collect(Collectors.toSet());
        List<IndexedStep> steps = new ArrayList<>();
        JsonNode posted = tree.path("spec").path("steps");
        for (int index = 0; posted.isArray() && index < posted.size(); index++) {
            if (!stepsWithViolations.contains("/spec/steps/" + index)) {
                steps.add(new IndexedStep(index, LockstepJson.plans().treeToValue(posted.get(index), Step.class)));
            }
        }
        return steps;
    }
}
