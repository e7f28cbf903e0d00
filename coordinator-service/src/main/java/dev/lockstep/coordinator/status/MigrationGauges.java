package dev.lockstep.coordinator.status;

import dev.lockstep.coordinator.dispatch.JdbcEndpointCalls;
import dev.lockstep.coordinator.orchestration.MigrationState;
import dev.lockstep.coordinator.outbox.JdbcOutbox;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Gauges of migrations and of the outbox. A background task refreshes them, so a scrape does not query the database.
 */
final class MigrationGauges {
    private final JdbcStateCounts counts;
    private final JdbcOutbox outbox;
    private final JdbcEndpointCalls calls;
    private volatile Map<MigrationState, Long> migrations = new EnumMap<>(MigrationState.class);
    private volatile double outboxAge;
    private volatile double parkedRows;
    private final SilentTargets silentTargets;
    private volatile double notLeft;
    private volatile double withoutWorker;

    MigrationGauges(JdbcStateCounts counts, JdbcOutbox outbox, JdbcEndpointCalls calls, SilentTargets silentTargets) {
        this.silentTargets = silentTargets;
        this.counts = counts;
        this.outbox = outbox;
        this.calls = calls;
    }

    void register(MeterRegistry metrics) {
        for (MigrationState state : MigrationState.OPEN) {
            Gauge.builder("lockstep.migrations", this, it -> it.migrations.getOrDefault(state, 0L))
                    .description("Open migrations by state")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(metrics);
        }
        Gauge.builder("lockstep.outbox.age", this, it -> it.outboxAge)
                .description("Age of the oldest unpublished message")
                .baseUnit("seconds")
                .register(metrics);
        Gauge.builder("lockstep.outbox.parked", this, it -> it.parkedRows)
                .description("Messages that Kafka rejected permanently")
                .register(metrics);
        Gauge.builder("lockstep.maintenance.not.left", this, it -> it.notLeft)
                .description("Applications that have not left maintenance after the end of their migration")
                .register(metrics);
        Gauge.builder("lockstep.targets.without.worker", this, it -> it.withoutWorker)
                .description(
                        "Targets that migrations have claimed and that have had no worker for lockstep.silence-limit")
                .register(metrics);
    }

    void refresh() {
        migrations = counts.openByState();
        outboxAge = outbox.oldestUnpublishedAgeSeconds();
        parkedRows = outbox.parkedRows();
        notLeft = calls.notLeft();
        withoutWorker = silentTargets.claimed();
    }
}
