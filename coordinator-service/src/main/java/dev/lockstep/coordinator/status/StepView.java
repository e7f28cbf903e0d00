package dev.lockstep.coordinator.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DryRunOutcome;
import dev.lockstep.contract.protocol.RehearsalResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import org.jspecify.annotations.Nullable;

/**
 * A step of a migration in the API.
 *
 * @param operation the type of the operation
 * @param dispatch the number of the last dispatch
 * @param attempt the attempt of the last dispatch
 * @param maxAttempts the attempt after which the step is given up; absent unless it is in progress and has such a limit
 * @param deadline when the step must be applied; absent unless it is being applied and has a deadline
 * @param progress the progress of the last dispatch; absent when the dispatch has ended
 * @param waitingFor that no worker takes the dispatches of the step; absent unless this lasts for
 *     {@code lockstep.silence-limit}
 * @param rehearsal how the rehearsal of this step and the later ones on its target went; only of the first step on it
 * @param dryRun what a dry run found out; only in a dry run
 * @param backup the backup of what this step and the later ones on its target touch; only of the first step on it
 * @param result the result of the apply
 * @param milliseconds how long the last apply took, from the decision to dispatch it to its report
 * @param estimate what the newest dry run of the same plan expected; absent in a dry run
 * @param compensation the result of the compensation
 * @param failure the last failure
 * @param erased the number of units whose values were erased, so that the step cannot be undone for them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepView(
        StepId id,
        TargetName target,
        String operation,
        StepStatus state,
        @Nullable Long dispatch,
        @Nullable Integer attempt,
        @Nullable Integer maxAttempts,
        @Nullable TimeLimit deadline,
        @Nullable StepProgress progress,
        @Nullable String waitingFor,
        @Nullable RehearsalResult rehearsal,
        @Nullable DryRunOutcome dryRun,
        @Nullable BackupResult backup,
        @Nullable StepResult result,
        @Nullable Long milliseconds,
        @Nullable StepEstimate estimate,
        @Nullable CompensationResult compensation,
        @Nullable StepFailure failure,
        @Nullable Long erased) {
    /** The step for lists, without its rehearsal, dry run and backup, because they can be large. */
    StepView withoutDetails() {
        return new StepView(
                id,
                target,
                operation,
                state,
                dispatch,
                attempt,
                maxAttempts,
                deadline,
                progress,
                waitingFor,
                null,
                null,
                null,
                result,
                milliseconds,
                estimate,
                compensation,
                failure,
                erased);
    }
}
