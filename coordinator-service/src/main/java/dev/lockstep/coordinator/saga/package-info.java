/**
 * The saga: how one migration goes from its plan to an outcome, as pure functions over sealed types.
 *
 * <p>{@code decide} says what a command changes, {@code evolve} folds what happened into a state, {@code effectsOf}
 * says what must leave the coordinator because of it. Nothing here reads a clock, a database or a topic: time and
 * dispatch numbers arrive with the command, and the compiler holds the transition table.
 */
@NullMarked
package dev.lockstep.coordinator.saga;

import org.jspecify.annotations.NullMarked;
