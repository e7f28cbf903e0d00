package dev.lockstep.coordinator.purge;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** The age of the oldest journals, which a background task refreshes. */
final class PurgeGauges {
    private final JdbcPurges purges;
    private final Duration retention;
    private volatile double oldest;

    PurgeGauges(JdbcPurges purges, Duration retention) {
        this.purges = purges;
        this.retention = retention;
    }

    void register(MeterRegistry metrics) {
        Gauge.builder("lockstep.purge.oldest.age", this, it -> it.oldest)
                .description("Time since the end of the oldest migration whose journals are not purged")
                .baseUnit("seconds")
                .register(metrics);
        Gauge.builder("lockstep.purge.overdue", this, it -> Math.max(0, it.oldest - it.retention.toSeconds()))
                .description("How long the oldest journals are kept beyond their retention")
                .baseUnit("seconds")
                .register(metrics);
    }

    void refresh() {
        oldest = purges.oldestAgeSeconds();
    }
}
