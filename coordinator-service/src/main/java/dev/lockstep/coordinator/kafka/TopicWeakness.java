package dev.lockstep.coordinator.kafka;

import org.jspecify.annotations.Nullable;

/**
 * A setting of a topic that is weaker than Lockstep needs.
 *
 * @param topic the topic, or the cluster
 * @param consequence what happens with the found value
 * @param correction the value that the coordinator sets if it may; null if the setting cannot be changed by a value
 */
record TopicWeakness(
        String topic, String setting, String found, String expected, String consequence, @Nullable String correction) {
    static final String PARTITIONS = "partitions";

    @Override
    public String toString() {
        return "%s: %s is %s, expected %s; %s".formatted(topic, setting, found, expected, consequence);
    }
}
