package dev.lockstep.coordinator.plan;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.target.TargetView;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Checks that the target of each step is registered and supports the step's operation. */
final class TargetRule implements PlanRule {
    private final Supplier<List<TargetView>> targets;
    private final TargetGroups groups;

    TargetRule(Supplier<List<TargetView>> targets, TargetGroups groups) {
        this.targets = targets;
        this.groups = groups;
    }

    @Override
    public List<PlanViolation> check(ParsedPlan plan) {
        PostedGroup group = plan.group();
        if (group != null) {
            return checkGroup(plan, group);
        }
        List<TargetView> known = targets.get();
        return plan.steps().stream()
                .map(step -> check(step, known, plan.access()))
                .flatMap(Optional::stream)
                .toList();
    }

    // The first member that does not fit is enough: the others are of the same kind, and often of the same worker.
    private static List<PlanViolation> checkGroup(ParsedPlan plan, PostedGroup group) {
        return plan.steps().stream()
                .filter(step -> step.step().target().equals(group.name()))
                .map(step -> group.members().stream()
                        .map(member -> check(step, member))
                        .flatMap(Optional::stream)
                        .findFirst())
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<PlanViolation> check(IndexedStep step, List<TargetView> known, PlanAccess access) {
        TargetName name = step.step().target();
        Optional<TargetView> found =
                known.stream().filter(target -> target.name().equals(name)).findFirst();
        return found.isEmpty()
                ? Optional.of(unknown(step, known, access))
                : found.flatMap(target -> check(step, target));
    }

    private PlanViolation unknown(IndexedStep step, List<TargetView> known, PlanAccess access) {
        TargetName name = step.step().target();
        if (groups.names().contains(name)) {
            return new PlanViolation(
                    step.pointer("target"),
                    "\"%s\" is a group of targets, not a target".formatted(name),
                    "write targets: {group: %s} in spec and send the plan to POST /api/v1/fleets".formatted(name));
        }
        List<TargetName> names =
                known.stream().map(TargetView::name).filter(access::isVisible).toList();
        return new PlanViolation(
                step.pointer("target"),
                "no worker has registered target \"%s\"".formatted(name),
                names.isEmpty()
                        ? "start the worker that is configured for \"%s\"".formatted(name)
                        : "write one of %s, or start the worker that is configured for \"%s\""
                                .formatted(Quoted.list(names), name));
    }

    private static Optional<PlanViolation> check(IndexedStep step, TargetView target) {
        StepOperation operation = step.step().operation();
        if (target.kind() != operation.kind()) {
            return Optional.of(new PlanViolation(
                    step.pointer("operation/type"),
                    "the operation %s is for %s, but target \"%s\" is a %s target"
                            .formatted(
                                    operation.type(),
                                    StepRules.name(operation.kind()),
                                    target.name(),
                                    StepRules.name(target.kind())),
                    "write an operation for %s, or choose a %s target"
                            .formatted(StepRules.name(target.kind()), StepRules.name(operation.kind()))));
        }
        return target.operations().contains(operation.type())
                ? Optional.empty()
                : Optional.of(new PlanViolation(
                        step.pointer("operation/type"),
                        "the worker of target \"%s\" does not support %s; it supports %s"
                                .formatted(target.name(), operation.type(), supported(target)),
                        "upgrade the worker of target \"%s\"".formatted(target.name())));
    }

    private static String supported(TargetView target) {
        return target.operations().isEmpty() ? "no operation" : String.join(", ", target.operations());
    }
}
