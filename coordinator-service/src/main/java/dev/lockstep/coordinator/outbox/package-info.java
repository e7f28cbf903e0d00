/**
 * What leaves the coordinator: rows written with the state, and the relay that sends them to Kafka.
 *
 * <p>One relay works at a time, by the lock of a row, whichever coordinator it lives in. A row is sent until Kafka has
 * it; one that Kafka refuses for good is parked and fails its dispatch, and holds up nothing else.
 */
@NullMarked
package dev.lockstep.coordinator.outbox;

import org.jspecify.annotations.NullMarked;
