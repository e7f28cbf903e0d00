package dev.lockstep.cli.api;

import org.jspecify.annotations.Nullable;

/**
 * How far the steps of a migration are.
 *
 * @param stepsDone the number of steps that are applied, or compensated in a rollback
 * @param etaSeconds the expected time until all are; absent if it is unknown how long a step takes
 */
public record MigrationProgress(int stepsDone, int steps, @Nullable Long etaSeconds) {}
