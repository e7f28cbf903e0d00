package dev.lockstep.coordinator.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Compares topics with what Lockstep needs.
 *
 * @param brokers the number of brokers of the cluster; a topic cannot have more copies
 */
record TopicCheck(ReplicationSettings replication, int brokers) {
    private static final String CLUSTER = "cluster";
    private static final Map<String, String> CONSEQUENCES = Map.of(
            TopicConfig.CLEANUP_POLICY_CONFIG,
            "messages that are still needed are deleted, or obsolete ones are kept",
            TopicConfig.RETENTION_MS_CONFIG,
            "messages are deleted before a service that was down has read them",
            TopicConfig.RETENTION_BYTES_CONFIG,
            "messages are deleted before a service that was down has read them",
            TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
            "larger messages are refused",
            TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
            "an acknowledged message may be lost with one broker",
            TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
            "the age of a registration depends on the clock of its worker",
            TopicConfig.SEGMENT_MS_CONFIG,
            "a starting coordinator reads more obsolete heartbeats",
            TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
            "a starting coordinator reads more obsolete heartbeats");

    /** The weakness of the cluster itself; no topic can be better. */
    List<TopicWeakness> ofCluster() {
        return brokers >= replication.replication()
                ? List.of()
                : List.of(new TopicWeakness(
                        CLUSTER,
                        "brokers",
                        Integer.toString(brokers),
                        "at least %d (lockstep.kafka.replication)".formatted(replication.replication()),
                        "topics have fewer copies, and are created with fewer",
                        null));
    }

    /** The settings of the topic that are weaker than needed, in the order of their names. */
    List<TopicWeakness> of(KafkaFoundTopic topic, TopicSettings needed) {
        List<TopicWeakness> weaknesses = new ArrayList<>();
        addPartitions(topic, needed, weaknesses);
        if (topic.copies() < copies()) {
            weaknesses.add(new TopicWeakness(
                    topic.name(),
                    "replication",
                    Integer.toString(topic.copies()),
                    "at least " + copies(),
                    "messages are lost with the disks of fewer brokers",
                    null));
        }
        addConfiguration(topic, needed, weaknesses);
        return weaknesses;
    }

    private static void addPartitions(KafkaFoundTopic topic, TopicSettings needed, List<TopicWeakness> weaknesses) {
        String found = Integer.toString(topic.partitions());
        String expected = Integer.toString(needed.partitions());
        if (topic.partitions() < needed.partitions()) {
            weaknesses.add(new TopicWeakness(
                    topic.name(),
                    TopicWeakness.PARTITIONS,
                    found,
                    "at least " + expected,
                    "fewer consumers read at the same time",
                    expected));
        } else if (needed.isSinglePartition() && topic.partitions() > 1) {
            weaknesses.add(new TopicWeakness(
                    topic.name(), TopicWeakness.PARTITIONS, found, expected, needed.whySinglePartition(), null));
        }
    }

    private void addConfiguration(KafkaFoundTopic topic, TopicSettings needed, List<TopicWeakness> weaknesses) {
        Map<String, String> found = topic.configuration();
        if (found == null) {
            weaknesses.add(new TopicWeakness(
                    topic.name(),
                    "configuration",
                    "not readable",
                    "permission DescribeConfigs on the topic",
                    "the settings of the topic are not checked",
                    null));
            return;
        }
        new TreeMap<>(configurationOf(needed, topic.copies())).forEach((setting, value) -> {
            TopicRule rule = TopicRule.of(setting);
            String actual = found.getOrDefault(setting, "");
            if (!actual.isEmpty() && !rule.isMet(value, actual)) {
                weaknesses.add(new TopicWeakness(
                        topic.name(),
                        setting,
                        actual,
                        rule.describe(value),
                        CONSEQUENCES.getOrDefault(setting, "the topic behaves differently"),
                        value));
            }
        });
        addTooManyInsync(topic, found, weaknesses);
    }

    private void addTooManyInsync(KafkaFoundTopic topic, Map<String, String> found, List<TopicWeakness> weaknesses) {
        String setting = TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG;
        int minInsync = Integer.parseInt(found.getOrDefault(setting, "1"));
        String needed = Integer.toString(replication.minInsyncOf(topic.copies()));
        if (minInsync > topic.copies()) {
            weaknesses.add(new TopicWeakness(
                    topic.name(), setting, "" + minInsync, needed, "Kafka refuses all writes", needed));
        } else if (minInsync == topic.copies() && minInsync > replication.minInsyncOf(topic.copies())) {
            weaknesses.add(new TopicWeakness(
                    topic.name(), setting, "" + minInsync, needed, "all writes stop while one broker is away", null));
        }
    }

    /** The number of copies of each message of a topic. */
    int copies() {
        return replication.replicationOn(brokers);
    }

    /** The settings with which a topic of this many copies is created. */
    Map<String, String> configurationOf(TopicSettings needed, int copies) {
        Map<String, String> configuration = new TreeMap<>(needed.configuration());
        configuration.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(replication.minInsyncOf(copies)));
        return configuration;
    }
}
