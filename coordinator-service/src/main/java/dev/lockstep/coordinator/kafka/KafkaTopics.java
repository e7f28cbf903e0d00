package dev.lockstep.coordinator.kafka;

import dev.lockstep.contract.plan.TargetName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
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
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the topics of Lockstep, creates deleted ones again, and corrects the settings of topics that it did not create.
 *
 * <p>Each topic succeeds or fails alone. The topics that exist cost one request per run, whatever their number.
 */
public final class KafkaTopics {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaTopics.class);
    private static final int TIMEOUT_SECONDS = 10;

    private final Admin admin;
    private final Runnable onRequest;
    private final Map<String, TopicSettings> wanted = new ConcurrentHashMap<>(TopicSettings.shared());
    // A topic that is deleted and created again has another id.
    private final Map<String, Uuid> correct = new ConcurrentHashMap<>();

    /**
     * @param onRequest called when a run of {@link #createMissing} is needed before its next time
     */
    public KafkaTopics(Admin admin, Runnable onRequest) {
        this.admin = admin;
        this.onRequest = onRequest;
    }

    /** Adds the command topic of a target. Returns at once; the topic is created in the background. */
    public void addCommands(TargetName target) {
        SequencedMap<String, TopicSettings> topics = TopicSettings.commandsOf(target);
        if (!wanted.keySet().containsAll(topics.keySet())) {
            wanted.putAll(topics);
            onRequest.run();
        }
    }

    /**
     * Reports that a topic is missing. Returns at once; the topic is created in the background. A topic that could not be
     * created is tried again at the next time, not at each report.
     */
    public void reportMissing(String topic) {
        if (correct.remove(topic) != null) {
            onRequest.run();
        }
    }

    /** Returns whether the topics that all targets share exist. */
    boolean hasShared() {
        return correct.keySet().containsAll(TopicSettings.shared().keySet());
    }

    /**
     * Creates the topics that are missing.
     *
     * @throws KafkaException if Kafka does not list its topics; a topic that cannot be created is only logged
     */
    synchronized void createMissing() {
        Map<String, Uuid> existing = list();
        SequencedMap<String, TopicSettings> missing = new LinkedHashMap<>();
        SequencedMap<String, TopicSettings> unchecked = new LinkedHashMap<>();
        wanted.forEach((topic, settings) -> {
            Uuid found = existing.get(topic);
            if (found == null) {
                missing.put(topic, settings);
            } else if (!found.equals(correct.get(topic))) {
                unchecked.put(topic, settings);
            }
        });
        unchecked.putAll(create(missing));
        correct(unchecked, existing);
    }

    private Map<String, Uuid> list() {
        Map<String, Uuid> ids = new HashMap<>();
        for (TopicListing topic : await(admin.listTopics().listings(), "list the topics")) {
            ids.put(topic.name(), topic.topicId());
        }
        return ids;
    }

    /** Returns the topics that another coordinator or a worker has created meanwhile. */
    private SequencedMap<String, TopicSettings> create(SequencedMap<String, TopicSettings> missing) {
        SequencedMap<String, TopicSettings> createdByOthers = new LinkedHashMap<>();
        if (missing.isEmpty()) {
            return createdByOthers;
        }
        List<NewTopic> topics = new ArrayList<>();
        missing.forEach((topic, settings) ->
                topics.add(new NewTopic(topic, Optional.of(settings.partitions()), Optional.empty())
                        .configs(settings.configuration())));
        CreateTopicsResult created = admin.createTopics(topics);
        missing.forEach((topic, settings) -> attempt(topic, () -> {
            try {
                correct.put(topic, await(created.topicId(topic), "create topic " + topic));
            } catch (KafkaException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
                createdByOthers.put(topic, settings);
            }
        }));
        return createdByOthers;
    }

    // A broker creates a topic with default settings when a worker uses it before the coordinator starts.
    private void correct(SequencedMap<String, TopicSettings> unchecked, Map<String, Uuid> ids) {
        if (unchecked.isEmpty()) {
            return;
        }
        Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
        unchecked.forEach((topic, settings) -> changes.put(resource(topic), operations(settings)));
        Map<ConfigResource, KafkaFuture<Void>> changed =
                admin.incrementalAlterConfigs(changes).values();
        Map<String, KafkaFuture<TopicDescription>> descriptions =
                admin.describeTopics(unchecked.keySet()).topicNameValues();
        unchecked.forEach((topic, settings) -> attempt(topic, () -> {
            await(changed.get(resource(topic)), "correct the settings of topic " + topic);
            TopicDescription found = await(descriptions.get(topic), "describe topic " + topic);
            if (found.partitions().size() < settings.partitions()) {
                Map<String, NewPartitions> more = Map.of(topic, NewPartitions.increaseTo(settings.partitions()));
                await(admin.createPartitions(more).all(), "add partitions to topic " + topic);
            }
            correct.put(topic, ids.getOrDefault(topic, found.topicId()));
        }));
    }

    private static void attempt(String topic, Runnable work) {
        try {
            work.run();
        } catch (KafkaException e) {
            LOG.atWarn().addKeyValue("topic", topic).setCause(e).log("Could not set up a topic; tries again later");
        }
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private static Collection<AlterConfigOp> operations(TopicSettings settings) {
        Collection<AlterConfigOp> operations = new ArrayList<>();
        settings.configuration()
                .forEach((key, value) ->
                        operations.add(new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET)));
        return operations;
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
