package dev.lockstep.cli.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A deadline of a plan.
 *
 * @param at when it passes; absent while the migration is paused
 * @param secondsLeft how much of it is left; absent unless the migration is paused
 */
public record TimeLimit(@Nullable Instant at, @Nullable Long secondsLeft) {}
