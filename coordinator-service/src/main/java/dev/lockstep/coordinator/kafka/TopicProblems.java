package dev.lockstep.coordinator.kafka;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is wrong with the topics at the moment. Each problem is logged once, when it is found; health and metrics show it
 * until it is solved.
 */
public final class TopicProblems {
    private static final Logger LOG = LoggerFactory.getLogger(TopicProblems.class);
    private static final String CLUSTER = "";
    // With many targets, the same setting of the cluster makes all their topics weak.
    private static final int MAX_LOGGED = 50;

    private final Map<String, List<TopicWeakness>> weaknesses = new ConcurrentSkipListMap<>();
    private final Map<String, String> missing = new ConcurrentSkipListMap<>();
    private int logged;

    /** The topics that do not exist and that the coordinator may not create, each with the settings that it needs. */
    public Map<String, String> missing() {
        return Map.copyOf(missing);
    }

    /** The settings that are weaker than needed, as found, expected and consequence. */
    public List<String> weaknesses() {
        return weaknesses.values().stream()
                .flatMap(Collection::stream)
                .map(TopicWeakness::toString)
                .toList();
    }

    boolean isWeak(String topic) {
        return weaknesses.containsKey(topic);
    }

    /** Starts a run, which logs a limited number of weaknesses. */
    void startRun(List<TopicWeakness> ofCluster) {
        logged = 0;
        set(CLUSTER, ofCluster);
    }

    /** Replaces the weaknesses of a topic, and logs the new ones. */
    void setWeaknesses(String topic, List<TopicWeakness> found) {
        missing.remove(topic);
        set(topic, found);
    }

    private void set(String topic, List<TopicWeakness> found) {
        List<TopicWeakness> before = found.isEmpty() ? weaknesses.remove(topic) : weaknesses.put(topic, found);
        Set<TopicWeakness> known = before == null ? Set.of() : new HashSet<>(before);
        found.stream().filter(weakness -> !known.contains(weakness)).forEach(this::log);
        Stream.ofNullable(before)
                .flatMap(Collection::stream)
                .filter(weakness -> !found.contains(weakness))
                .forEach(weakness -> LOG.atInfo()
                        .addKeyValue("topic", weakness.topic())
                        .addKeyValue("setting", weakness.setting())
                        .log("A setting of a Kafka topic is no longer weaker than needed, or has changed"));
    }

    private void log(TopicWeakness weakness) {
        logged++;
        if (logged <= MAX_LOGGED) {
            LOG.atWarn()
                    .addKeyValue("topic", weakness.topic())
                    .addKeyValue("setting", weakness.setting())
                    .addKeyValue("found", weakness.found())
                    .addKeyValue("expected", weakness.expected())
                    .addKeyValue("consequence", weakness.consequence())
                    .log("A setting of a Kafka topic is weaker than Lockstep needs; the topic is used as it is");
        } else if (logged == MAX_LOGGED + 1) {
            LOG.atWarn().log("More settings of Kafka topics are weaker than needed; the health endpoint lists them");
        }
    }

    /** A topic that must be created by someone else. */
    void setMissing(String topic, String needed) {
        if (!needed.equals(missing.put(topic, needed))) {
            LOG.atError()
                    .addKeyValue("topic", topic)
                    .addKeyValue("needed", needed)
                    .log(
                            "A Kafka topic is missing or hidden, and the coordinator is not allowed to create it; create it with"
                                    + " these settings and allow Describe, or allow the coordinator Create");
        }
    }

    /** A problem of creation that is not one of permissions is logged by the caller. */
    void clearMissing(String topic) {
        missing.remove(topic);
    }
}
