/**
 * What workers report, told to the saga.
 *
 * <p>Accepted and heartbeat touch only the dispatch; every other report is a command. A message that cannot be read, or
 * that speaks of another database than the migration is bound to, goes to the dead-letter topic and the next one is
 * handled.
 */
@NullMarked
package dev.lockstep.coordinator.report;

import org.jspecify.annotations.NullMarked;
