/**
 * The transactional outbox: rows that are written together with the state, and the relay that publishes them to Kafka.
 *
 * <p>A row lock ensures that only one coordinator runs the relay at a time. A row is sent until Kafka has stored it. A row
 * that Kafka rejects permanently is parked; its dispatch fails, and the rows behind it are still sent.
 */
@NullMarked
package dev.lockstep.coordinator.outbox;

import org.jspecify.annotations.NullMarked;
