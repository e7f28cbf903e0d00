package dev.lockstep.coordinator.kafka;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How many brokers must have a copy of each message. The coordinator creates topics with these settings and states topics
 * that have weaker ones.
 *
 * @param replication the number of copies of each message; a cluster with fewer brokers has as many as it can
 * @param minInsyncReplicas the number of brokers that must have a message before Kafka acknowledges it
 */
@ConfigurationProperties("lockstep.kafka")
record ReplicationSettings(@DefaultValue("3") int replication, @DefaultValue("2") int minInsyncReplicas) {
    private static final int MAX_REPLICATION = 100;

    ReplicationSettings {
        if (replication < 1 || replication > MAX_REPLICATION) {
            throw new IllegalArgumentException(
                    "lockstep.kafka.replication is %d; expected 1 to %d".formatted(replication, MAX_REPLICATION));
        }
        if (minInsyncReplicas < 1 || minInsyncReplicas > replication) {
            throw new IllegalArgumentException(
                    "lockstep.kafka.min-insync-replicas is %d; expected 1 to lockstep.kafka.replication, which is %d"
                            .formatted(minInsyncReplicas, replication));
        }
    }

    /** The copies that a cluster of this many brokers can have. */
    int replicationOn(int brokers) {
        return Math.max(1, Math.min(replication, brokers));
    }

    /**
     * The {@code min.insync.replicas} of a topic with this many copies: as many brokers may be away without a stop of all
     * writes as with the configured numbers.
     */
    int minInsyncOf(int copies) {
        int awayWithoutStop = replication - minInsyncReplicas;
        return Math.max(1, Math.min(minInsyncReplicas, copies - awayWithoutStop));
    }
}
