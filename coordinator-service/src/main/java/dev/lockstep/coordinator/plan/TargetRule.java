package dev.lockstep.coordinator.plan;

import dev.lockstep.coordinator.target.TargetView;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Every step's target is one that a worker registered, and takes the step's operation. */
final class TargetRule implements PlanRule {
    private final Supplier<List<TargetView>> targets;

    TargetRule(Supplier<List<TargetView>> targets) {
        this.targets = targets;
    }

    @Override
    public List<Finding> judge(Draft draft) {
        List<TargetView> known = targets.get();
        return draft.steps().stream()
                .map(at -> judge(at, known))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Finding> judge(StepAt at, List<TargetView> known) {
        Optional<TargetView> found = known.stream()
                .filter(target -> target.name().equals(at.step().target()))
                .findFirst();
        if (found.isEmpty()) {
            return Optional.of(new Finding(
                    at.pointer("target"),
                    "no worker has ever registered target %s"
                            .formatted(at.step().target()),
                    known.isEmpty()
                            ? "start its worker"
                            : "take one of %s, or start its worker"
                                    .formatted(
                                            known.stream().map(TargetView::name).toList())));
        }
        return found.flatMap(target -> judge(at, target));
    }

    private static Optional<Finding> judge(StepAt at, TargetView target) {
        String type = at.step().operation().type();
        if (target.kind() != at.step().operation().kind()) {
            return Optional.of(new Finding(
                    at.pointer("operation/type"),
                    "%s is for %s, and target %s is %s"
                            .formatted(
                                    type,
                                    StepRules.word(at.step().operation().kind()),
                                    target.name(),
                                    StepRules.word(target.kind())),
                    "take an operation for %s, or another target".formatted(StepRules.word(target.kind()))));
        }
        return target.operations().contains(type)
                ? Optional.empty()
                : Optional.of(new Finding(
                        at.pointer("operation/type"),
                        "the worker of %s does not know %s".formatted(target.name(), type),
                        "take one of %s, or a newer worker".formatted(target.operations())));
    }
}
