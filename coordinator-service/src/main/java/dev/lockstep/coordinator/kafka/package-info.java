/**
 * Kafka clients, topics and dead letters.
 *
 * <p>The coordinator creates all topics and states their settings. Creation is repeated until Kafka is reachable, and
 * changes nothing on a topic that is already right.
 */
@NullMarked
package dev.lockstep.coordinator.kafka;

import org.jspecify.annotations.NullMarked;
