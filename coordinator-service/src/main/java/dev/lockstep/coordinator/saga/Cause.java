package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;
import org.jspecify.annotations.Nullable;

/**
 * Why a migration is put back.
 *
 * @param step the step whose failure it is; absent where a person wants it
 */
public record Cause(@Nullable StepId step, String reason) {}
