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

    TargetRule(Supplier<List<TargetView>> targets) {
        this.targets = targets;
    }

    @Override
    public List<PlanViolation> check(ParsedPlan plan) {
        List<TargetView> known = targets.get();
        return plan.steps().stream()
                .map(step -> check(step, known, plan.access()))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<PlanViolation> check(IndexedStep step, List<TargetView> known, PlanAccess access) {
        TargetName name = step.step().target();
        Optional<TargetView> found =
                known.stream().filter(target -> target.name().equals(name)).findFirst();
        return found.isEmpty()
                ? Optional.of(unknown(step, known, access))
                : found.flatMap(target -> check(step, target));
    }

    private static PlanViolation unknown(IndexedStep step, List<TargetView> known, PlanAccess access) {
        TargetName name = step.step().target();
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
