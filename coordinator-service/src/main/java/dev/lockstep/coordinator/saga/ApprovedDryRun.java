package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The dry run that somebody has looked at to approve a migration of the same plan. The migration may run only on the
 * same databases, and a dry run of its own must come to about the same numbers.
 *
 * @param dryRun the dry run
 * @param identities the databases that it has tried
 * @param units the number of units that each tried step would change
 */
public record ApprovedDryRun(MigrationId dryRun, Map<TargetName, TargetIdentity> identities, Map<StepId, Long> units) {
    /** Differences of this many units are always possible, because applications write meanwhile. */
    private static final long FREE_DIFFERENCE = 100;

    private static final int TOLERANCE_DIVISOR = 10;

    public ApprovedDryRun {
        identities = Collections.unmodifiableMap(new LinkedHashMap<>(identities));
        units = Collections.unmodifiableMap(new LinkedHashMap<>(units));
    }

    public static ApprovedDryRun of(SagaState.DryRunCompleted state) {
        Map<StepId, Long> units = new LinkedHashMap<>();
        state.data().stepsIn(StepState.DryRunEnded.class).forEach((id, step) -> Optional.ofNullable(step.estimate())
                .ifPresent(estimate -> units.put(id, estimate.units())));
        return new ApprovedDryRun(state.migration(), state.data().identities(), units);
    }

    /** The difference of the outcome of a later dry run; empty if it is what was approved. */
    Optional<String> difference(DryRunOutcome outcome) {
        return Optional.ofNullable(units.get(outcome.step())).flatMap(approved -> difference(outcome, approved));
    }

    private Optional<String> difference(DryRunOutcome outcome, long approved) {
        return switch (outcome) {
            case DryRunOutcome.Passed passed -> {
                long found = passed.result().units();
                long tolerance = Math.max(FREE_DIFFERENCE, approved / TOLERANCE_DIVISOR);
                yield Math.abs(found - approved) <= tolerance
                        ? Optional.empty()
                        : Optional.of(
                                "step %s would change %,d units, but %,d in dry run %s, which was approved; a difference of %,d is possible"
                                        .formatted(outcome.step(), found, approved, dryRun, tolerance));
            }
            // A failure ends the migration with its own reason.
            case DryRunOutcome.Failed _o -> Optional.empty();
            case DryRunOutcome.NotTried notTried ->
                Optional.of("step %s was not tried (%s), but was in dry run %s, which was approved"
                        .formatted(outcome.step(), notTried.reason(), dryRun));
        };
    }
}
