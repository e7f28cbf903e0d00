/**
 * Sends saga commands for lapsed leases and ended back-offs, by the clock of the database.
 *
 * <p>After an outage of the coordinator or of Kafka, waiting reports are processed before any lease lapses, so the outage
 * ends no dispatch.
 */
@NullMarked
package dev.lockstep.coordinator.deadline;

import org.jspecify.annotations.NullMarked;
