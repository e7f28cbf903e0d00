package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * What a plan does, and what must be true before it does it.
 *
 * @param window when the migration may start; absent if at any time
 * @param approval who must agree before; absent if nobody
 * @param steps in the order of the document
 */
public record PlanSpec(
        @Nullable PlanWindow window, @Nullable PlanApproval approval, @JsonProperty(required = true) List<Step> steps) {
    /** A plan without gates. */
    public PlanSpec(List<Step> steps) {
        this(null, null, steps);
    }

    @JsonCreator
    public PlanSpec {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw InvalidValue.in("steps", "spec.steps is empty", "write at least one step");
        }
    }

    /** Whether the migration waits for something before it waits for its targets. */
    public boolean hasGates() {
        return approval != null || (window != null && window.notBefore() != null);
    }

    public Optional<Step> step(StepId id) {
        return steps.stream().filter(step -> step.id().equals(id)).findFirst();
    }

    /** The targets of all steps without repetition, in the order in which the steps name them first. */
    @JsonIgnore
    public SequencedSet<TargetName> targets() {
        SequencedSet<TargetName> targets = new LinkedHashSet<>();
        steps.forEach(step -> targets.add(step.target()));
        return targets;
    }

    /** The dependencies of each step: the steps in {@code dependsOn}, or the previous step if that field is absent. */
    @JsonIgnore
    public SequencedMap<StepId, SequencedSet<StepId>> dependencies() {
        SequencedMap<StepId, SequencedSet<StepId>> dependencies = new LinkedHashMap<>();
        for (int index = 0; index < steps.size(); index++) {
            Step step = steps.get(index);
            List<StepId> previous =
                    index == 0 ? List.of() : List.of(steps.get(index - 1).id());
            List<StepId> declared = step.dependsOn();
            dependencies.put(step.id(), new LinkedHashSet<>(declared == null ? previous : declared));
        }
        return dependencies;
    }
}
