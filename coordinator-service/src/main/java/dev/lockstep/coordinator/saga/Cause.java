package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;
import org.jspecify.annotations.Nullable;

/**
 * Why a migration is rolled back.
 *
 * @param step the step whose failure started the rollback; absent if an operator started it
 */
public record Cause(@Nullable StepId step, String reason) {}
