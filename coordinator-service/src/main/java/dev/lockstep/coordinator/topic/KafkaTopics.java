package dev.lockstep.coordinator.topic;

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

/** Creates the topics of Lockstep with their partitions, retention and size; one that differs is brought in line. */
public final class KafkaTopics {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaTopics.class);
    private static final int LIMIT_SECONDS = 10;
    private static final int SHARDS = 8;
    private static final String LARGE = Integer.toString(4 * 1024 * 1024);
    // A dead letter is a message of any size that was let in, and says in its headers why it is one.
    private static final String LARGER = Integer.toString(4 * 1024 * 1024 + 64 * 1024);
    private static final String WEEK = Long.toString(TimeUnit.DAYS.toMillis(7));
    private static final String MONTH = Long.toString(TimeUnit.DAYS.toMillis(30));

    private final Admin admin;

    public KafkaTopics(Admin admin) {
        this.admin = admin;
    }

    /** The topics that everybody shares. */
    public void createShared() {
        create(Topics.REPORTS, SHARDS, kept(WEEK));
        create(Topics.deadLettersOf(Topics.REPORTS), 1, kept(MONTH, LARGER));
        create(Topics.MIGRATIONS, SHARDS, kept(MONTH));
        create(Topics.TARGETS, 1, compacted());
        create(Topics.deadLettersOf(Topics.TARGETS), 1, kept(MONTH, LARGER));
    }

    /** The topic of one target's commands: one partition, so that they stay in order; and where unreadable ones go. */
    public void createCommands(TargetName target) {
        String commands = Topics.commandsOf(target);
        create(Topics.deadLettersOf(commands), 1, kept(MONTH, LARGER));
        create(commands, 1, kept(WEEK));
    }

    /** Brings a topic back that Kafka no longer knows; a failure is logged only, for whoever needs it asks again. */
    public void recreate(String topic) {
        try {
            Topics.targetOf(topic).ifPresentOrElse(this::createCommands, this::createShared);
        } catch (KafkaException e) {
            LOG.atWarn().addKeyValue("topic", topic).setCause(e).log("A topic is not there and cannot be created now");
        }
    }

    private void create(String topic, int partitions, Map<String, String> settings) {
        NewTopic wanted = new NewTopic(topic, Optional.of(partitions), Optional.empty()).configs(settings);
        try {
            admin.createTopics(List.of(wanted)).all().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new KafkaException("topic %s could not be created".formatted(topic), e.getCause());
            }
            bringInLine(topic, partitions, settings);
        } catch (TimeoutException e) {
            throw new KafkaException("topic %s could not be created in time".formatted(topic), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while creating topic %s".formatted(topic), e);
        }
    }

    // A worker that came first may have made the broker create it with settings of its own.
    private void bringInLine(String topic, int partitions, Map<String, String> settings) {
        try {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
            admin.incrementalAlterConfigs(Map.of(resource, settingAll(settings)))
                    .all()
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS);
            TopicDescription found = admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .get(topic);
            if (found != null && found.partitions().size() < partitions) {
                admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                        .all()
                        .get(LIMIT_SECONDS, TimeUnit.SECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new KafkaException("topic %s could not be brought in line".formatted(topic), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while bringing topic %s in line".formatted(topic), e);
        }
    }

    private static Collection<AlterConfigOp> settingAll(Map<String, String> settings) {
        Collection<AlterConfigOp> changes = new ArrayList<>();
        settings.forEach(
                (key, value) -> changes.add(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET)));
        return changes;
    }

    private static Map<String, String> kept(String retention) {
        return kept(retention, LARGE);
    }

    private static Map<String, String> kept(String retention, String largest) {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_DELETE,
                TopicConfig.RETENTION_MS_CONFIG,
                retention,
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                largest);
    }

    private static Map<String, String> compacted() {
        return Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(1024 * 1024));
    }
}
