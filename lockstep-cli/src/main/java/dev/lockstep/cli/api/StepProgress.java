package dev.lockstep.cli.api;

import org.jspecify.annotations.Nullable;

/**
 * Progress of the running dispatch of a step.
 *
 * @param done the number of units processed
 * @param total the number of units expected; absent if unknown
 * @param ratePerSecond units per second over the last heartbeats; absent before the second one
 * @param etaSeconds the expected time until the end; absent if the total or the rate is unknown
 * @param throttledBy why the step is held back; absent while it works
 */
public record StepProgress(
        long done,
        @Nullable Long total,
        @Nullable Double ratePerSecond,
        @Nullable Long etaSeconds,
        @Nullable String throttledBy) {}
