/**
 * The saga of one migration, from its plan to its outcome, as pure functions over sealed types.
 *
 * <p>{@link dev.lockstep.coordinator.saga.SagaDecider} turns a command into transitions,
 * {@link dev.lockstep.coordinator.saga.SagaEvolution} folds events into states, and
 * {@link dev.lockstep.coordinator.saga.SagaEffects} derives the rows to write. Nothing here reads a clock, a database or
 * a topic: the time and the dispatch numbers arrive with the command.
 */
@NullMarked
package dev.lockstep.coordinator.saga;

import org.jspecify.annotations.NullMarked;
