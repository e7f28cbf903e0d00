package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.TargetKind;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.target.TargetView;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Checks the group of a plan: that it has members of one kind, and that the plan fits all of them. */
final class GroupRule implements PlanRule {
    private static final int MAX_MEMBERS = 1_000;
    private static final String POINTER = PostedGroup.POINTER + "/group";
    private final TargetGroups groups;

    GroupRule(TargetGroups groups) {
        this.groups = groups;
    }

    @Override
    public List<PlanViolation> check(ParsedPlan plan) {
        PostedGroup group = plan.group();
        if (group == null) {
            return List.of();
        }
        List<PlanViolation> violations = new ArrayList<>();
        if (group.entries().isEmpty()) {
            violations.add(unknown(group, plan.access()));
        } else {
            checkMembers(group, plan.access(), violations);
        }
        checkName(plan, group, violations);
        checkLabel(plan, violations);
        plan.steps().stream()
                .filter(step -> !step.step().target().equals(group.name()))
                .map(step -> otherTarget(step, group))
                .forEach(violations::add);
        plan.steps().stream()
                .filter(step -> step.step().isContract())
                .map(GroupRule::contractStep)
                .forEach(violations::add);
        return violations;
    }

    // A wave ends with the outcomes of its migrations, so none of them may go on later.
    private static PlanViolation contractStep(IndexedStep step) {
        return new PlanViolation(
                step.pointer() + "/phase",
                "step \"%s\" is a contract step, which a plan with spec.targets cannot have"
                        .formatted(step.step().id()),
                "remove phase; when the fleet has completed, submit the contract steps as a plan of their own");
    }

    private PlanViolation unknown(PostedGroup group, PlanAccess access) {
        List<TargetName> visible = groups.names().stream()
                .filter(name -> groups.members(name).stream().allMatch(target -> access.isVisible(target.name())))
                .sorted((one, other) -> one.value().compareTo(other.value()))
                .toList();
        return new PlanViolation(
                POINTER,
                "no group \"%s\" is configured in the coordinator".formatted(group.name()),
                visible.isEmpty()
                        ? "set lockstep.groups.%s to the names of its targets".formatted(group.name())
                        : "write one of %s, or set lockstep.groups.%s".formatted(Quoted.list(visible), group.name()));
    }

    private static void checkMembers(PostedGroup group, PlanAccess access, List<PlanViolation> violations) {
        group.missing().stream()
                .filter(name -> access.isVisible(new TargetName(name)))
                .forEach(name -> violations.add(new PlanViolation(
                        POINTER,
                        "group \"%s\" names target \"%s\", which no worker has registered"
                                .formatted(group.name(), name),
                        "start the worker that is configured for \"%s\", or remove it from lockstep.groups.%s"
                                .formatted(name, group.name()))));
        if (group.members().isEmpty() && group.missing().isEmpty()) {
            violations.add(new PlanViolation(
                    POINTER,
                    "group \"%s\" has no member: no registered target matches %s"
                            .formatted(group.name(), Quoted.list(group.entries())),
                    "start the workers of its targets, or correct lockstep.groups.%s".formatted(group.name())));
        }
        if (group.members().size() > MAX_MEMBERS) {
            violations.add(new PlanViolation(
                    POINTER,
                    "group \"%s\" has %d members; the limit is %d"
                            .formatted(group.name(), group.members().size(), MAX_MEMBERS),
                    "make several groups of it"));
        }
        checkKinds(group, violations);
    }

    private static void checkKinds(PostedGroup group, List<PlanViolation> violations) {
        Map<TargetKind, List<TargetName>> byKind = group.members().stream()
                .collect(Collectors.groupingBy(
                        TargetView::kind,
                        () -> new EnumMap<>(TargetKind.class),
                        Collectors.mapping(TargetView::name, Collectors.toList())));
        if (byKind.size() > 1) {
            String found = byKind.entrySet().stream()
                    .map(kind -> "%s (%s)".formatted(StepRules.name(kind.getKey()), Quoted.list(kind.getValue())))
                    .collect(Collectors.joining(" and "));
            violations.add(new PlanViolation(
                    POINTER,
                    "group \"%s\" has targets of several kinds: %s".formatted(group.name(), found),
                    "name targets of one kind in lockstep.groups.%s, and make another group of the others"
                            .formatted(group.name())));
        }
    }

    private static void checkName(ParsedPlan plan, PostedGroup group, List<PlanViolation> violations) {
        int length = plan.tree().at("/metadata/name").asString("").length();
        int longest = group.members().stream()
                .mapToInt(target -> target.name().value().length())
                .max()
                .orElse(0);
        int limit = PlanName.MAX_LENGTH - longest - 1;
        if (length > limit && length <= PlanName.MAX_LENGTH) {
            violations.add(new PlanViolation(
                    "/metadata/name",
                    "the name has %d characters; the limit is %d, because each migration gets the name of its target behind it"
                            .formatted(length, limit),
                    "write a shorter name"));
        }
    }

    private static void checkLabel(ParsedPlan plan, List<PlanViolation> violations) {
        if (plan.tree().at("/metadata/labels").has(PostedFleet.LABEL)) {
            violations.add(new PlanViolation(
                    "/metadata/labels/" + PostedFleet.LABEL,
                    "the label \"%s\" is set by the coordinator".formatted(PostedFleet.LABEL),
                    "choose another name for the label"));
        }
    }

    private static PlanViolation otherTarget(IndexedStep step, PostedGroup group) {
        return new PlanViolation(
                step.pointer("target"),
                "the target is \"%s\", but the plan is for group \"%s\""
                        .formatted(step.step().target(), group.name()),
                "write target: %s in each step, or remove targets from spec".formatted(group.name()));
    }
}
