package dev.lockstep.coordinator.freeze;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The gauge of the open freeze. A background task refreshes it, and writes the end of a freeze whose time is over. */
final class FreezeGauge {
    private final JdbcFreezes freezes;
    private final FreezeLog log;
    private volatile double open;

    FreezeGauge(JdbcFreezes freezes, FreezeLog log) {
        this.freezes = freezes;
        this.log = log;
    }

    void register(MeterRegistry metrics) {
        Gauge.builder("lockstep.freeze.open", this, it -> it.open)
                .description("Whether a freeze is open, so that nothing new starts: 1 if so, 0 if not")
                .register(metrics);
    }

    void refresh() {
        freezes.expire().ifPresent(log::expired);
        open = freezes.findOpen().isPresent() ? 1 : 0;
    }
}
