/**
 * The transactional outbox: rows written with the state, and the relay that publishes them to Kafka.
 *
 * <p>One relay runs at a time, guarded by a row lock, in any of the coordinators. A row is sent until Kafka has it. A row
 * that Kafka rejects permanently is parked and fails its dispatch; the rows behind it are still sent.
 */
@NullMarked
package dev.lockstep.coordinator.outbox;

import org.jspecify.annotations.NullMarked;
