package dev.lockstep.coordinator.kafka;

import java.util.Map;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A topic as Kafka describes it.
 *
 * @param copies the fewest replicas of any of its partitions
 * @param configuration its settings; null if the coordinator is not allowed to read them
 */
record KafkaFoundTopic(String name, Uuid id, int partitions, int copies, @Nullable Map<String, String> configuration) {}
