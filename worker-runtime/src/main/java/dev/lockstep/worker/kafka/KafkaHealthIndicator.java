package dev.lockstep.worker.kafka;

import dev.lockstep.service.KafkaRefusals;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Reports whether the Kafka brokers respond and let the worker read its commands. A worker that receives no commands is
 * not ready.
 */
final class KafkaHealthIndicator implements HealthIndicator {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Admin admin;
    private final KafkaRefusals refusals;

    KafkaHealthIndicator(Admin admin, KafkaRefusals refusals) {
        this.admin = admin;
        this.refusals = refusals;
    }

    @Override
    public Health health() {
        DescribeClusterOptions options = new DescribeClusterOptions().timeoutMs((int) TIMEOUT.toMillis());
        try {
            int brokers = admin.describeCluster(options)
                    .nodes()
                    .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .size();
            Map<String, String> refused = refusals.current();
            Health.Builder health =
                    refused.isEmpty() ? Health.up() : Health.down().withDetail("refused", refused);
            return health.withDetail("brokers", brokers).build();
        } catch (ExecutionException | TimeoutException thrown) {
            return Health.down(thrown).build();
        } catch (InterruptedException thrown) {
            Thread.currentThread().interrupt();
            return Health.down(thrown).build();
        }
    }
}
