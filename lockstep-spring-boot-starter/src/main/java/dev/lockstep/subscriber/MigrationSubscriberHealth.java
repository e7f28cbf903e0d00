package dev.lockstep.subscriber;

import dev.lockstep.contract.protocol.MigrationId;
import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/** Down if the consumers do not run, or the events of a migration are held and a person must replay them. */
final class MigrationSubscriberHealth implements HealthIndicator {
    private final KafkaSubscriber subscriber;
    private final SequenceStore store;

    MigrationSubscriberHealth(KafkaSubscriber subscriber, SequenceStore store) {
        this.subscriber = subscriber;
        this.store = store;
    }

    @Override
    public Health health() {
        List<MigrationId> stopped = store.stopped();
        boolean running = subscriber.isHealthy();
        return (running && stopped.isEmpty() ? Health.up() : Health.down())
                .withDetail("running", running)
                .withDetail("stopped", stopped)
                .build();
    }
}
