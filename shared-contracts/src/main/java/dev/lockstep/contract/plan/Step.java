package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change on one target.
 *
 * @param verify read-only checks; the step is applied only if all of them are met
 * @param dependsOn the steps that must be applied before this one; absent means the previous step of the plan, an
 *     empty array means none
 * @param irreversible whether the step cannot be compensated; such a step is the pivot of the plan
 * @param onConflict how compensation handles a unit that an application changed after the step
 */
public record Step(
        @JsonProperty(required = true) StepId id,
        @JsonProperty(required = true) TargetName target,
        @JsonProperty(required = true) StepOperation operation,
        List<Verification> verify,
        @Nullable List<StepId> dependsOn,
        boolean irreversible,
        ConflictPolicy onConflict) {

    public Step(
            StepId id,
            TargetName target,
            StepOperation operation,
            @Nullable List<Verification> verify,
            @Nullable List<StepId> dependsOn,
            boolean irreversible,
            @Nullable ConflictPolicy onConflict) {
        this.id = id;
        this.target = target;
        this.operation = operation;
        this.verify = verify == null ? List.of() : List.copyOf(verify);
        this.dependsOn = dependsOn == null ? null : List.copyOf(dependsOn);
        this.irreversible = irreversible;
        this.onConflict = onConflict == null ? ConflictPolicy.KEEP : onConflict;
    }

    /** Creates a step without checks that depends on the previous step. */
    public static Step of(String id, String target, StepOperation operation) {
        return new Step(new StepId(id), new TargetName(target), operation, null, null, false, null);
    }
}
