package dev.lockstep.testservers;

import dev.lockstep.stack.kafka.KafkaServer;
import java.util.concurrent.atomic.AtomicInteger;

/** One Kafka broker for all tests of a JVM. Each test gets a new prefix for its topics and consumer groups. */
public final class SharedKafka {

    private static final AtomicInteger CREATED = new AtomicInteger();

    private SharedKafka() {}

    private static final class Started {
        private static final KafkaServer SERVER = DedicatedServers.kafka();
    }

    public static KafkaServer server() {
        return Started.SERVER;
    }

    public static String bootstrapServers() {
        return server().bootstrapServers();
    }

    /** Returns a prefix that is unique in this JVM. */
    public static String freshPrefix() {
        return "test-" + CREATED.incrementAndGet() + "-";
    }
}
