package dev.lockstep.stack;

import java.util.concurrent.atomic.AtomicInteger;

/** One Kafka broker for all tests of a JVM; each test gets a prefix for its topics and groups. */
public final class SharedKafka {

    private static final AtomicInteger GIVEN = new AtomicInteger();

    private SharedKafka() {}

    private static final class Started {
        private static final KafkaServer SERVER = Servers.kafka();
    }

    public static KafkaServer server() {
        return Started.SERVER;
    }

    public static String bootstrapServers() {
        return server().bootstrapServers();
    }

    /** A prefix that no other test of this JVM was given. */
    public static String freshPrefix() {
        return "test-" + GIVEN.incrementAndGet() + "-";
    }
}
