package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;

/** The steps of a plan in the order in which they were written. */
public record PlanSpec(@JsonProperty(required = true) List<Step> steps) {
    public PlanSpec {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw InvalidValue.in("steps", "steps is empty", "write at least one step");
        }
    }

    public Optional<Step> step(StepId id) {
        return steps.stream().filter(step -> step.id().equals(id)).findFirst();
    }

    /** Every target that a step touches, in the order of its first step. */
    @JsonIgnore
    public SequencedSet<TargetName> targets() {
        SequencedSet<TargetName> targets = new LinkedHashSet<>();
        steps.forEach(step -> targets.add(step.target()));
        return targets;
    }

    /** What each step waits for: the steps it names, or the step written before it when it names none. */
    @JsonIgnore
    public SequencedMap<StepId, SequencedSet<StepId>> dependencies() {
        SequencedMap<StepId, SequencedSet<StepId>> dependencies = new LinkedHashMap<>();
        for (int index = 0; index < steps.size(); index++) {
            Step step = steps.get(index);
            List<StepId> before =
                    index == 0 ? List.of() : List.of(steps.get(index - 1).id());
            List<StepId> named = step.dependsOn();
            dependencies.put(step.id(), new LinkedHashSet<>(named == null ? before : named));
        }
        return dependencies;
    }
}
