package dev.lockstep.worker.kafka;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Reports whether the Kafka brokers respond. A worker without brokers receives no commands and is not ready. */
final class KafkaHealthIndicator implements HealthIndicator {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Admin admin;

    KafkaHealthIndicator(Admin admin) {
        this.admin = admin;
    }

    @Override
    public Health health() {
        DescribeClusterOptions options = new DescribeClusterOptions().timeoutMs((int) TIMEOUT.toMillis());
        try {
            int brokers = admin.describeCluster(options)
                    .nodes()
                    .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .size();
            return Health.up().withDetail("brokers", brokers).build();
        } catch (ExecutionException | TimeoutException thrown) {
            return Health.down(thrown).build();
        } catch (InterruptedException thrown) {
            Thread.currentThread().interrupt();
            return Health.down(thrown).build();
        }
    }
}
