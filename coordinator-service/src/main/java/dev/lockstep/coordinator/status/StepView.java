package dev.lockstep.coordinator.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import org.jspecify.annotations.Nullable;

/**
 * A step of a migration in the API.
 *
 * @param operation the type of the operation
 * @param dispatch the number of the last dispatch
 * @param attempt the attempt of the last dispatch
 * @param progress the progress of the last dispatch; absent when the dispatch has ended
 * @param result the result of the apply
 * @param compensation the result of the compensation
 * @param failure the last failure
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepView(
        StepId id,
        TargetName target,
        String operation,
        StepStatus state,
        @Nullable Long dispatch,
        @Nullable Integer attempt,
        @Nullable StepProgress progress,
        @Nullable StepResult result,
        @Nullable CompensationResult compensation,
        @Nullable StepFailure failure) {}
