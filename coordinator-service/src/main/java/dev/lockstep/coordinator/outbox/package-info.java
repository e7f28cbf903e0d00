/**
 * The transactional outbox: rows that are written together with the state. The sender sends them to Kafka from memory
 * after the commit; the relay publishes what the sender could not send.
 *
 * <p>A row lock ensures that only one coordinator runs the relay at a time. A row is sent until Kafka has stored it. A
 * row that Kafka rejects permanently is parked; its dispatch fails, and the rows behind it are still sent.
 */
@NullMarked
package dev.lockstep.coordinator.outbox;

import org.jspecify.annotations.NullMarked;
