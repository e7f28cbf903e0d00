package dev.lockstep.coordinator.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import org.jspecify.annotations.Nullable;

/**
 * A step of a migration.
 *
 * @param operation its type
 * @param dispatch the last one
 * @param attempt of the last dispatch
 * @param progress of the last dispatch, while it is awaited
 * @param result what applying did
 * @param compensation what undoing came to
 * @param failure the last one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepView(
        StepId id,
        TargetName target,
        String operation,
        StepStanding state,
        @Nullable Long dispatch,
        @Nullable Integer attempt,
        @Nullable Progress progress,
        @Nullable StepResult result,
        @Nullable CompensationResult compensation,
        @Nullable StepFailure failure) {}
