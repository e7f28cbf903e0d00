package dev.lockstep.service;

import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;

/**
 * Closes an admin client when its service stops. The client's own {@code close} waits for requests that Kafka does not
 * answer, up to a minute, which is longer than platforms wait for the end of a process.
 */
public record KafkaAdminCloser(Admin admin) implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    @Override
    public void close() {
        admin.close(TIMEOUT);
    }
}
