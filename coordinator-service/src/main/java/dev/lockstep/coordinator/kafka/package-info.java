/**
 * Kafka clients, topics and dead letters.
 *
 * <p>The coordinator creates all topics and corrects their settings. It tries again until Kafka is reachable.
 */
@NullMarked
package dev.lockstep.coordinator.kafka;

import org.jspecify.annotations.NullMarked;
