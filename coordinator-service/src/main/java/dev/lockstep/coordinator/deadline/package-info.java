/**
 * Turns time into saga commands: leases that lapsed and back-offs that ended, by the clock of the database.
 *
 * <p>After an interruption, waiting reports are processed before any lease lapses, so that no dispatch is given up
 * because the coordinator itself was down.
 */
@NullMarked
package dev.lockstep.coordinator.deadline;

import org.jspecify.annotations.NullMarked;
