/**
 * The saga of one migration, from its plan to its outcome, as pure functions over sealed types.
 *
 * <p>{@link dev.lockstep.coordinator.saga.SagaDecider} turns a command into transitions,
 * {@link dev.lockstep.coordinator.saga.SagaEvolution} folds events into states, and
 * {@link dev.lockstep.coordinator.saga.SagaEffects} derives the rows to write. The package reads no clock, no
 * database and no topic; the time and the dispatch numbers come with the command.
 */
@NullMarked
package dev.lockstep.coordinator.saga;

import org.jspecify.annotations.NullMarked;
