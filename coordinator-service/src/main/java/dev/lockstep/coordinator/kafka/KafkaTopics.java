package dev.lockstep.coordinator.kafka;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topics with their settings, and corrects the settings of existing topics. */
public final class KafkaTopics {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaTopics.class);
    private static final int TIMEOUT_SECONDS = 10;
    private static final int PARTITIONS = 8;
    private static final String MAX_MESSAGE_BYTES = Integer.toString(4 * 1024 * 1024);
    // A dead letter is a message of the maximum size with additional headers.
    private static final String MAX_DEAD_LETTER_BYTES = Integer.toString(4 * 1024 * 1024 + 64 * 1024);
    private static final String WEEK_MILLIS = Long.toString(TimeUnit.DAYS.toMillis(7));
    private static final String MONTH_MILLIS = Long.toString(TimeUnit.DAYS.toMillis(30));
    private final Admin admin;

    public KafkaTopics(Admin admin) {
        this.admin = admin;
    }

    /**
     * Creates the topics for reports, registrations and public events, and the dead-letter topics of reports and
     * registrations.
     */
    public void createShared() {
        create(Topics.REPORTS, PARTITIONS, retained(WEEK_MILLIS, MAX_MESSAGE_BYTES));
        create(Topics.deadLettersOf(Topics.REPORTS), 1, retained(MONTH_MILLIS, MAX_DEAD_LETTER_BYTES));
        create(Topics.MIGRATIONS, PARTITIONS, retained(MONTH_MILLIS, MAX_MESSAGE_BYTES));
        create(Topics.TARGETS, 1, compacted());
        create(Topics.deadLettersOf(Topics.TARGETS), 1, retained(MONTH_MILLIS, MAX_DEAD_LETTER_BYTES));
    }

    /** Creates the command topic of a target. It has one partition, which keeps the commands in order. */
    public void createCommands(TargetName target) {
        String commands = Topics.commandsOf(target);
        create(Topics.deadLettersOf(commands), 1, retained(MONTH_MILLIS, MAX_DEAD_LETTER_BYTES));
        create(commands, 1, retained(WEEK_MILLIS, MAX_MESSAGE_BYTES));
    }

    /**
     * Creates the command topic, or all shared topics, again if they are missing. A failure is only logged, because the
     * next send tries again.
     */
    public void createMissing(String topic) {
        try {
            Topics.targetOf(topic).ifPresentOrElse(this::createCommands, this::createShared);
        } catch (KafkaException e) {
            LOG.atWarn()
                    .addKeyValue("topic", topic)
                    .setCause(e)
                    .log("Could not create a missing topic; the next send tries again");
        }
    }

    private void create(String topic, int partitions, Map<String, String> settings) {
        NewTopic newTopic = new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(settings);
        try {
            admin.createTopics(List.of(newTopic)).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new KafkaException("could not create topic %s".formatted(topic), e.getCause());
            }
            update(topic, partitions, settings);
        } catch (TimeoutException e) {
            throw new KafkaException("could not create topic %s within %d s".formatted(topic, TIMEOUT_SECONDS), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while creating topic %s".formatted(topic), e);
        }
    }

    // A broker creates a topic with default settings when a worker uses it before the coordinator starts.
    private void update(String topic, int partitions, Map<String, String> settings) {
        try {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            admin.incrementalAlterConfigs(Map.of(resource, setAll(settings)))
                    .all()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            TopicDescription found = admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .get(topic);
            if (found != null && found.partitions().size() < partitions) {
                admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                        .all()
                        .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("could not update the settings of topic %s".formatted(topic), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while updating topic %s".formatted(topic), e);
        }
    }

    private static Collection<AlterConfigOp> setAll(Map<String, String> settings) {
        Collection<AlterConfigOp> changes = new ArrayList<>();
        settings.forEach(
                (key, value) -> changes.add(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET)));
        return changes;
    }

    private static Map<String, String> retained(String retentionMillis, String maxBytes) {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG,
                retentionMillis,
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                maxBytes);
    }

    private static Map<String, String> compacted() {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(1024 * 1024));
    }
}
