/**
 * The topics, which the coordinator creates and states the settings of.
 *
 * <p>Kafka may come later than the coordinator and may lose a topic, so creation is asked for again and again and
 * changes nothing where all is as stated.
 */
@NullMarked
package dev.lockstep.coordinator.topic;

import org.jspecify.annotations.NullMarked;
