package dev.lockstep.coordinator.freeze;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The gauge of the open freeze, which a background task refreshes. */
final class FreezeGauge {
    private final JdbcFreezes freezes;
    private volatile double open;

    FreezeGauge(JdbcFreezes freezes) {
        this.freezes = freezes;
    }

    void register(MeterRegistry metrics) {
        Gauge.builder("lockstep.freeze.open", this, it -> it.open)
                .description("Whether a freeze is open, so that nothing new starts: 1 if so, 0 if not")
                .register(metrics);
    }

    void refresh() {
        open = freezes.findOpen().isPresent() ? 1 : 0;
    }
}
