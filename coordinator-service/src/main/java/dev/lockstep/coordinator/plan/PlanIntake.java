package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.coordinator.problem.Place;
import dev.lockstep.coordinator.target.TargetView;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Judges what was posted: a plan that may run, or every reason why not. */
final class PlanIntake {
    private final List<PlanRule> rules;

    private PlanIntake(List<PlanRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** Judges by every rule, with the targets that are known at that moment. */
    static PlanIntake withTargets(Supplier<List<TargetView>> targets) {
        return new PlanIntake(List.of(
                StepRules::stepsAreFewEnough,
                StepRules::idsAreUnique,
                StepRules::checksFitTheStore,
                StepRules::checksCanBeMet,
                StepRules::everythingCanBeUndoneOrSaysSo,
                StepRules::thePointOfNoReturnIsLast,
                DependencyRules::dependenciesAreSteps,
                DependencyRules::dependenciesFormNoCycle,
                DependencyRules::nothingWaitsForThePointOfNoReturn,
                PlaceholderRule::placeholdersAreKnown,
                ScriptRule::scriptsLeaveTheTransactionAlone,
                ScriptRule::checksAreOneQuery,
                VersionRule::versionsAreGivenOnce,
                VersionRule::versionsFitTheHistory,
                new TargetRule(targets)));
    }

    Verdict judge(byte[] body, PlanFormat format) {
        PlanText text;
        try {
            text = read(body, format);
        } catch (UnreadableText e) {
            return new Verdict.Unreadable(e.mistake());
        }
        List<Finding> findings = new ArrayList<>(Characters.judge(text.tree()));
        findings.addAll(new Shape().judge(text.tree(), Plan.class));
        Draft draft = new Draft(text.tree(), wellFormed(text.tree(), findings));
        rules.forEach(rule -> findings.addAll(rule.judge(draft)));
        return findings.isEmpty() ? valid(text) : invalid(text, findings);
    }

    private static Verdict valid(PlanText text) {
        try {
            return new Verdict.Valid(LockstepJson.plans().treeToValue(text.tree(), Plan.class), text);
        } catch (JacksonException e) {
            return invalid(text, List.of(new Finding("", e.getOriginalMessage(), "mend the plan")));
        }
    }

    private static Verdict invalid(PlanText text, List<Finding> findings) {
        return new Verdict.Invalid(findings.stream()
                .distinct()
                .map(text::mistake)
                .sorted(Comparator.comparingInt(mistake -> mistake.line() == null ? 0 : mistake.line()))
                .toList());
    }

    private static PlanText read(byte[] body, PlanFormat format) {
        String text = decode(body);
        return switch (format) {
            case YAML -> YamlPlanReader.read(text);
            case JSON -> JsonPlanReader.read(text);
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
            throw new UnreadableText("", Place.START, "it is not UTF-8", "save it as UTF-8");
        }
    }

    private static List<StepAt> wellFormed(JsonNode tree, List<Finding> findings) {
        List<StepAt> steps = new ArrayList<>();
        JsonNode written = tree.path("spec").path("steps");
        for (int index = 0; written.isArray() && index < written.size(); index++) {
            String pointer = "/spec/steps/" + index;
            boolean faulty = findings.stream()
                    .map(Finding::pointer)
                    .anyMatch(at -> at.equals(pointer) || at.startsWith(pointer + "/"));
            if (!faulty) {
                steps.add(new StepAt(index, LockstepJson.plans().treeToValue(written.get(index), Step.class)));
            }
        }
        return steps;
    }
}
