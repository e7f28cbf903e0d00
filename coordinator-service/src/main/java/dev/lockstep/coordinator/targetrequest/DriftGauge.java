package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.coordinator.freeze.JdbcTargetStops;
import dev.lockstep.coordinator.freeze.TargetStop;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The gauge of targets that drift stops, which a background task refreshes. */
final class DriftGauge {
    private final JdbcTargetStops stops;
    private volatile double stopped;

    DriftGauge(JdbcTargetStops stops) {
        this.stops = stops;
    }

    void register(MeterRegistry metrics) {
        Gauge.builder("lockstep.drift.targets", this, it -> it.stopped)
                .description("Targets on which nothing new starts, because of drift that is not acknowledged")
                .register(metrics);
    }

    void refresh() {
        stopped = stops.count(TargetStop.Reason.DRIFT);
    }
}
