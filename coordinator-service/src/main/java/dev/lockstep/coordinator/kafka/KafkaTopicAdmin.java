package dev.lockstep.coordinator.kafka;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.jspecify.annotations.Nullable;

/**
 * Requests about topics. Every request is one round trip for all its topics, and each topic succeeds or fails alone. All
 * methods throw {@link KafkaException} if Kafka does not answer in time; its cause is Kafka's refusal.
 */
final class KafkaTopicAdmin {
    private static final int TIMEOUT_SECONDS = 10;

    private final Admin admin;

    KafkaTopicAdmin(Admin admin) {
        this.admin = admin;
    }

    /** The topics that exist and that this service may describe. */
    Map<String, Uuid> list() {
        Map<String, Uuid> ids = new HashMap<>();
        for (TopicListing topic : await(admin.listTopics().listings(), "list the topics")) {
            ids.put(topic.name(), topic.topicId());
        }
        return ids;
    }

    /** The number of brokers that are in the cluster now. */
    int brokers() {
        return await(admin.describeCluster().nodes(), "describe the cluster").size();
    }

    /** Starts to create topics. Returns for each a supplier that waits for its id. */
    SequencedMap<String, Supplier<Uuid>> create(List<NewTopic> topics) {
        SequencedMap<String, Supplier<Uuid>> ids = new LinkedHashMap<>();
        CreateTopicsResult created = admin.createTopics(topics);
        topics.forEach(topic ->
                ids.put(topic.name(), () -> await(created.topicId(topic.name()), "create topic " + topic.name())));
        return ids;
    }

    /** Starts to describe topics with their settings. Returns for each a supplier that waits for its description. */
    SequencedMap<String, Supplier<KafkaFoundTopic>> describe(Set<String> topics) {
        Map<String, KafkaFuture<TopicDescription>> descriptions =
                admin.describeTopics(topics).topicNameValues();
        List<ConfigResource> resources =
                topics.stream().map(KafkaTopicAdmin::resource).toList();
        Map<ConfigResource, KafkaFuture<Config>> configurations =
                admin.describeConfigs(resources).values();
        SequencedMap<String, Supplier<KafkaFoundTopic>> found = new LinkedHashMap<>();
        topics.forEach(topic -> found.put(topic, () -> {
            TopicDescription description = await(descriptions.get(topic), "describe topic " + topic);
            return found(description, configuration(topic, configurations.get(resource(topic))));
        }));
        return found;
    }

    private static KafkaFoundTopic found(TopicDescription topic, @Nullable Map<String, String> configuration) {
        int copies = topic.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
        return new KafkaFoundTopic(
                topic.name(), topic.topicId(), topic.partitions().size(), copies, configuration);
    }

    private static @Nullable Map<String, String> configuration(String topic, @Nullable KafkaFuture<Config> future) {
        try {
            return await(future, "describe the settings of topic " + topic).entries().stream()
                    .collect(Collectors.toMap(ConfigEntry::name, entry -> Optional.ofNullable(entry.value())
                            .orElse("")));
        } catch (KafkaException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return null;
            }
            throw e;
        }
    }

    /** Changes settings of a topic; other settings stay. */
    void alter(String topic, Map<String, String> settings) {
        Collection<AlterConfigOp> operations = new ArrayList<>();
        settings.forEach((key, value) ->
                operations.add(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET)));
        await(
                admin.incrementalAlterConfigs(Map.of(resource(topic), operations))
                        .all(),
                "correct the settings of topic " + topic);
    }

    void addPartitions(String topic, int partitions) {
        await(
                admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(partitions)))
                        .all(),
                "add partitions to topic " + topic);
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private static <T extends @Nullable Object> T await(@Nullable KafkaFuture<T> future, String action) {
        try {
            return Objects.requireNonNull(future).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new KafkaException("could not %s".formatted(action), e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("could not %s within %d s".formatted(action, TIMEOUT_SECONDS), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while trying to %s".formatted(action), e);
        }
    }
}
