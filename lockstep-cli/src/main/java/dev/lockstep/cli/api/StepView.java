package dev.lockstep.cli.api;

import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import org.jspecify.annotations.Nullable;

/** A step of a migration in the coordinator's API. */
public record StepView(
        String id,
        String target,
        String operation,
        String state,
        @Nullable Integer attempt,
        @Nullable StepProgress progress,
        @Nullable StepResult result,
        @Nullable CompensationResult compensation,
        @Nullable StepFailure failure) {}
