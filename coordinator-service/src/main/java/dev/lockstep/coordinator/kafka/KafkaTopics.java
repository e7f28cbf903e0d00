package dev.lockstep.coordinator.kafka;

import dev.lockstep.contract.plan.TargetName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the topics of Lockstep, creates deleted ones again, and checks topics that it did not create: settings that are
 * weaker than needed are corrected if Kafka allows it, and stated otherwise. A topic that exists is used in any case.
 *
 * <p>Each topic succeeds or fails alone. The topics that exist and are as needed cost two requests per run, whatever their
 * number.
 */
public final class KafkaTopics {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaTopics.class);

    private final KafkaTopicAdmin admin;
    private final ReplicationSettings replication;
    private final TopicProblems problems;
    private final Runnable onRequest;
    private final Map<String, TopicSettings> wanted = new ConcurrentHashMap<>(TopicSettings.shared());
    // A topic that is deleted and created again has another id.
    private final Map<String, Uuid> checked = new ConcurrentHashMap<>();
    private int lastBrokers;

    /**
     * @param onRequest called when a run of {@link #createMissing} is needed before its next time
     */
    KafkaTopics(Admin admin, ReplicationSettings replication, TopicProblems problems, Runnable onRequest) {
        this.admin = new KafkaTopicAdmin(admin);
        this.replication = replication;
        this.problems = problems;
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
        if (checked.remove(topic) != null) {
            onRequest.run();
        }
    }

    /** Returns whether the topics that all targets share exist. */
    boolean hasShared() {
        return missingShared().isEmpty();
    }

    /** The topics that all targets share and that do not exist, or could not be checked. */
    List<String> missingShared() {
        return TopicSettings.shared().keySet().stream()
                .filter(topic -> !checked.containsKey(topic))
                .toList();
    }

    /**
     * Creates the topics that are missing, and checks those that it has not checked or that had a weak
     * setting, and all after the number of brokers has changed.
     *
     * @throws KafkaException if Kafka does not list its topics; a topic that cannot be created is only logged
     */
    synchronized void createMissing() {
        Map<String, Uuid> existing = admin.list();
        TopicCheck check = new TopicCheck(replication, admin.brokers());
        // A topic that was created while a broker was away has too few copies once the broker is back.
        boolean isOtherCluster = check.brokers() != lastBrokers;
        lastBrokers = check.brokers();
        problems.startRun(check.ofCluster());
        SequencedMap<String, TopicSettings> missing = new LinkedHashMap<>();
        SequencedMap<String, TopicSettings> unchecked = new LinkedHashMap<>();
        new TreeMap<>(wanted).forEach((topic, settings) -> {
            Uuid found = existing.get(topic);
            if (found == null) {
                missing.put(topic, settings);
            } else if (!found.equals(checked.get(topic)) || isOtherCluster || problems.isWeak(topic)) {
                unchecked.put(topic, settings);
            }
        });
        unchecked.putAll(create(missing, check));
        check(unchecked, check);
    }

    /** Returns the topics that another coordinator or a worker has created meanwhile. */
    private SequencedMap<String, TopicSettings> create(SequencedMap<String, TopicSettings> missing, TopicCheck check) {
        SequencedMap<String, TopicSettings> createdByOthers = new LinkedHashMap<>();
        if (missing.isEmpty()) {
            return createdByOthers;
        }
        List<NewTopic> topics = new ArrayList<>();
        missing.forEach((topic, settings) -> topics.add(newTopic(topic, settings, check)));
        admin.create(topics)
                .forEach((topic, id) -> attempt(topic, () -> {
                    try {
                        checked.put(topic, id.get());
                        problems.setWeaknesses(topic, List.of());
                    } catch (KafkaException e) {
                        if (e.getCause() instanceof TopicExistsException) {
                            createdByOthers.put(topic, wanted(topic));
                        } else if (e.getCause() instanceof AuthorizationException) {
                            problems.setMissing(topic, describe(wanted(topic), check));
                        } else {
                            problems.clearMissing(topic);
                            throw e;
                        }
                    }
                }));
        return createdByOthers;
    }

    private TopicSettings wanted(String topic) {
        TopicSettings settings = wanted.get(topic);
        if (settings == null) {
            throw new IllegalStateException("topic %s is not wanted".formatted(topic));
        }
        return settings;
    }

    private static NewTopic newTopic(String topic, TopicSettings settings, TopicCheck check) {
        int copies = check.copies();
        return new NewTopic(topic, Optional.of(settings.partitions()), Optional.of((short) copies))
                .configs(check.configurationOf(settings, copies));
    }

    /** The settings as options of {@code kafka-topics.sh --create}. */
    private static String describe(TopicSettings settings, TopicCheck check) {
        String configuration = check.configurationOf(settings, check.copies()).entrySet().stream()
                .map(entry -> " --config %s=%s".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining());
        return "--partitions %d --replication-factor %d%s"
                .formatted(settings.partitions(), check.copies(), configuration);
    }

    private void check(SequencedMap<String, TopicSettings> topics, TopicCheck check) {
        if (topics.isEmpty()) {
            return;
        }
        admin.describe(topics.keySet())
                .forEach((topic, description) -> attempt(topic, () -> {
                    KafkaFoundTopic found = description.get();
                    List<TopicWeakness> weaknesses = check.of(found, wanted(topic));
                    // A refused correction is not tried again: permissions seldom change, and brokers log each refusal.
                    boolean isNew = !found.id().equals(checked.put(topic, found.id()));
                    problems.setWeaknesses(topic, isNew ? correct(topic, weaknesses) : weaknesses);
                }));
    }

    /** Corrects what can be corrected, and returns the other weaknesses. */
    private List<TopicWeakness> correct(String topic, List<TopicWeakness> weaknesses) {
        Map<String, String> settings = new HashMap<>();
        List<TopicWeakness> remaining = new ArrayList<>();
        for (TopicWeakness weakness : weaknesses) {
            String correction = weakness.correction();
            if (correction == null) {
                remaining.add(weakness);
            } else if (!weakness.setting().equals(TopicWeakness.PARTITIONS)) {
                settings.put(weakness.setting(), correction);
            } else if (!isAccepted(topic, () -> admin.addPartitions(topic, Integer.parseInt(correction)))) {
                remaining.add(weakness);
            }
        }
        if (!settings.isEmpty() && !isAccepted(topic, () -> admin.alter(topic, settings))) {
            return weaknesses;
        }
        return remaining;
    }

    /** A topic whose correction Kafka refuses is used as it is. */
    private static boolean isAccepted(String topic, Runnable request) {
        try {
            request.run();
            return true;
        } catch (KafkaException e) {
            if (!(e.getCause() instanceof ApiException) || e.getCause() instanceof RetriableException) {
                throw e;
            }
            if (!(e.getCause() instanceof AuthorizationException)) {
                LOG.atWarn()
                        .addKeyValue("topic", topic)
                        .setCause(e)
                        .log("Kafka refuses the needed settings of a topic");
            }
            return false;
        }
    }

    private static void attempt(String topic, Runnable work) {
        try {
            work.run();
        } catch (KafkaException e) {
            LOG.atWarn().addKeyValue("topic", topic).setCause(e).log("Could not set up a topic; tries again later");
        }
    }
}
