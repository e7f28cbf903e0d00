package dev.lockstep.coordinator.status;

import dev.lockstep.coordinator.orchestration.MigrationState;
import dev.lockstep.coordinator.outbox.JdbcOutbox;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What is counted by looking: read every now and then, so that a scrape never waits for the database. */
final class Gauges {
    private final JdbcStateCounts counts;
    private final JdbcOutbox outbox;
    private volatile Map<MigrationState, Long> migrations = new EnumMap<>(MigrationState.class);
    private volatile double outboxAge;
    private volatile double parked;

    Gauges(JdbcStateCounts counts, JdbcOutbox outbox) {
        this.counts = counts;
        this.outbox = outbox;
    }

    void register(MeterRegistry metrics) {
        for (MigrationState state : MigrationState.values()) {
            Gauge.builder("lockstep.migrations", this, it -> it.migrations.getOrDefault(state, 0L))
                    .description("Migrations by state")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(metrics);
        }
        Gauge.builder("lockstep.outbox.age", this, it -> it.outboxAge)
                .description("How long the oldest unsent message waits")
                .baseUnit("seconds")
                .register(metrics);
        Gauge.builder("lockstep.outbox.parked", this, it -> it.parked)
                .description("Messages that Kafka refused for good")
                .register(metrics);
    }

    void tick() {
        migrations = counts.byState();
        outboxAge = outbox.age();
        parked = outbox.parkedRows();
    }
}
