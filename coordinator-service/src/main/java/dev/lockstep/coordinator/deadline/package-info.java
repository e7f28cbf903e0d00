/**
 * Time, told to the saga: leases that lapsed and pauses that are over, by the clock of the database.
 *
 * <p>After an interruption the reports that already lie in Kafka are read first, so that a worker is never called silent
 * because the coordinator was.
 */
@NullMarked
package dev.lockstep.coordinator.deadline;

import org.jspecify.annotations.NullMarked;
