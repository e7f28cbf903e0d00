package dev.lockstep.coordinator.kafka;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Topics;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.apache.kafka.common.config.TopicConfig;

/**
 * The partitions and the configuration that a topic needs; see {@code docs/transport.md}.
 *
 * @param configuration the settings that differ from the broker's, without those of replication
 */
record TopicSettings(int partitions, Map<String, String> configuration) {
    private static final int PARTITIONS = 8;
    // A dead letter is a message of the maximum size with additional headers.
    private static final int MAX_DEAD_LETTER_BYTES = Topics.MAX_MESSAGE_BYTES + 64 * 1024;
    private static final String MAX_DEAD_LETTER = Integer.toString(MAX_DEAD_LETTER_BYTES);
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Duration MONTH = Duration.ofDays(30);

    TopicSettings {
        configuration = Map.copyOf(configuration);
    }

    /** The topics for reports, registrations and public events, and the dead-letter topics of the first two. */
    static SequencedMap<String, TopicSettings> shared() {
        SequencedMap<String, TopicSettings> topics = new LinkedHashMap<>();
        topics.put(Topics.REPORTS, retained(PARTITIONS, WEEK));
        topics.put(Topics.deadLettersOf(Topics.REPORTS), deadLetters());
        topics.put(Topics.MIGRATIONS, retained(PARTITIONS, MONTH));
        topics.put(Topics.TARGETS, compacted());
        topics.put(Topics.deadLettersOf(Topics.TARGETS), deadLetters());
        return topics;
    }

    /** The command topic of a target, whose one partition keeps the commands in order, and its dead-letter topic. */
    static SequencedMap<String, TopicSettings> commandsOf(TargetName target) {
        SequencedMap<String, TopicSettings> topics = new LinkedHashMap<>();
        topics.put(Topics.deadLettersOf(Topics.commandsOf(target)), deadLetters());
        topics.put(Topics.commandsOf(target), retained(1, WEEK));
        return topics;
    }

    /** More partitions than one are a weakness, except for dead letters, whose order is not needed. */
    boolean isSinglePartition() {
        return partitions == 1 && !MAX_DEAD_LETTER.equals(configuration.get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG));
    }

    /** What happens if a topic of one partition has more. */
    String whySinglePartition() {
        return TopicConfig.CLEANUP_POLICY_COMPACT.equals(configuration.get(TopicConfig.CLEANUP_POLICY_CONFIG))
                ? "the coordinator reads only the first partition, so targets stay unknown"
                : "an added partition changes the order of the commands that are sent meanwhile";
    }

    private static TopicSettings deadLetters() {
        return deleted(1, MONTH, MAX_DEAD_LETTER_BYTES);
    }

    private static TopicSettings retained(int partitions, Duration retention) {
        return deleted(partitions, retention, Topics.MAX_MESSAGE_BYTES);
    }

    private static TopicSettings deleted(int partitions, Duration retention, int maxBytes) {
        return new TopicSettings(
                partitions,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(retention.toMillis()),
                        TopicConfig.RETENTION_BYTES_CONFIG,
                        "-1",
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Integer.toString(maxBytes)));
    }

    // Heartbeats are compacted within an hour, so that a starting coordinator reads few of them. Times are those of the
    // broker, so that the clocks of the workers do not matter.
    private static TopicSettings compacted() {
        String hour = Long.toString(Duration.ofHours(1).toMillis());
        return new TopicSettings(
                1,
                Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        Integer.toString(1024 * 1024),
                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                        "LogAppendTime",
                        TopicConfig.SEGMENT_MS_CONFIG,
                        hour,
                        TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
                        hour));
    }
}
