package dev.lockstep.cli.api;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.RehearsalResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import org.jspecify.annotations.Nullable;

/**
 * A step of a migration in the coordinator's API.
 *
 * @param rehearsal how the rehearsal of this step and the later ones on its target went
 * @param dryRun the outcome of the step in a dry run
 * @param maxAttempts the attempt after which the step is given up; absent unless it is in progress and has such a limit
 * @param deadline when the step must be applied; absent if it has no deadline that can still pass
 * @param milliseconds how long its last apply took
 * @param estimate absent if the plan was not tried in a dry run
 * @param erased the number of units whose stored values were erased; absent if there are none
 */
public record StepView(
        String id,
        String target,
        String operation,
        String state,
        @Nullable Integer attempt,
        @Nullable Integer maxAttempts,
        @Nullable TimeLimit deadline,
        @Nullable StepProgress progress,
        @Nullable RehearsalResult rehearsal,
        @Nullable DryRunOutcome dryRun,
        @Nullable StepResult result,
        @Nullable Long milliseconds,
        @Nullable Estimate estimate,
        @Nullable CompensationResult compensation,
        @Nullable StepFailure failure,
        @Nullable Long erased) {
    /** What the newest dry run of the same plan expected of the step. */
    public record Estimate(long units, long journalBytes, long milliseconds) {}
}
