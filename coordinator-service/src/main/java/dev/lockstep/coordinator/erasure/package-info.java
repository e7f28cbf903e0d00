/**
 * Erasures: a person requests that the values of one unit are removed from the journal of a step.
 *
 * <p>An erasure is no part of the saga, because it changes neither the state of the migration nor that of the step. It
 * has a row with its own dispatch number, and its command goes out through the outbox. While no answer has arrived, the
 * command is sent again; a worker can repeat it. Reports on its dispatch number end it here.
 */
@NullMarked
package dev.lockstep.coordinator.erasure;

import org.jspecify.annotations.NullMarked;
