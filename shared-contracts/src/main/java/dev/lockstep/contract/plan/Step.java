package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One change on one target.
 *
 * @param verify read-only checks; the step is applied only if all of them are met
 * @param dependsOn the steps that must be applied before this one; absent means the previous step of the plan, an
 *     empty array means none
 * @param irreversible whether the step cannot be compensated; such a step is the pivot of the plan
 * @param onConflict how compensation handles a unit that an application changed after the step
 * @param retry how failed dispatches of the step are repeated; absent if as in the rest of the plan
 * @param deadline the time within which the step must be applied, from its first dispatch; absent if there is no limit
 * @param phase absent for a step of the migration itself; {@code CONTRACT} for one of the linked migration
 */
public record Step(
        @JsonProperty(required = true) StepId id,
        @JsonProperty(required = true) TargetName target,
        @JsonProperty(required = true) StepOperation operation,
        List<Verification> verify,
        @Nullable List<StepId> dependsOn,
        boolean irreversible,
        ConflictPolicy onConflict,
        @Nullable PlanRetry retry,
        @Nullable Deadline deadline,
        @Nullable PlanPhase phase) {

    @JsonCreator
    public Step(
            StepId id,
            TargetName target,
            StepOperation operation,
            @Nullable List<Verification> verify,
            @Nullable List<StepId> dependsOn,
            boolean irreversible,
            @Nullable ConflictPolicy onConflict,
            @Nullable PlanRetry retry,
            @Nullable Deadline deadline,
            @Nullable PlanPhase phase) {
        this.id = id;
        this.target = target;
        this.operation = operation;
        this.verify = verify == null ? List.of() : List.copyOf(verify);
        this.dependsOn = dependsOn == null ? null : List.copyOf(dependsOn);
        this.irreversible = irreversible;
        this.onConflict = onConflict == null ? ConflictPolicy.KEEP : onConflict;
        this.retry = retry;
        this.deadline = deadline;
        this.phase = phase == PlanPhase.EXPAND ? null : phase;
    }

    /** A step of the migration itself, without limits of its own. */
    public Step(
            StepId id,
            TargetName target,
            StepOperation operation,
            @Nullable List<Verification> verify,
            @Nullable List<StepId> dependsOn,
            boolean irreversible,
            @Nullable ConflictPolicy onConflict) {
        this(id, target, operation, verify, dependsOn, irreversible, onConflict, null, null, null);
    }

    /** The step as workers get it: without the limits, which only the coordinator enforces. */
    public Step withoutLimits() {
        return retry == null && deadline == null
                ? this
                : new Step(id, target, operation, verify, dependsOn, irreversible, onConflict, null, null, phase);
    }

    /** Whether the step is applied by the linked migration. */
    @JsonIgnore
    public boolean isContract() {
        return phase == PlanPhase.CONTRACT;
    }

    /** The step with other checks. */
    public Step withChecks(List<Verification> checks) {
        return new Step(id, target, operation, checks, dependsOn, irreversible, onConflict, retry, deadline, phase);
    }

    /** The step in a plan that has only these steps. */
    Step within(Set<StepId> remaining) {
        List<StepId> dependencies = dependsOn == null
                ? null
                : dependsOn.stream().filter(remaining::contains).toList();
        return new Step(id, target, operation, verify, dependencies, irreversible, onConflict, retry, deadline, null);
    }

    /** The same step on another target. */
    Step on(TargetName other) {
        return new Step(id, other, operation, verify, dependsOn, irreversible, onConflict, retry, deadline, phase);
    }

    /** Creates a step without checks that depends on the previous step. */
    public static Step of(String id, String target, StepOperation operation) {
        return new Step(new StepId(id), new TargetName(target), operation, null, null, false, null);
    }
}
