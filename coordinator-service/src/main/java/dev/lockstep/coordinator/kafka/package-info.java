/**
 * Kafka clients, topics and dead letters.
 *
 * <p>The coordinator creates the topics that are missing, checks those that others have created, and corrects or states
 * weak settings. It tries again until Kafka is reachable.
 */
@NullMarked
package dev.lockstep.coordinator.kafka;

import org.jspecify.annotations.NullMarked;
