package dev.lockstep.coordinator.status;

import dev.lockstep.coordinator.dispatch.JdbcLeftovers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;

/**
 * Counts at the start what an earlier coordinator has left undone, before the tickers of this one do it. With several
 * coordinators, the others have done it already.
 */
final class LeftoverCounter implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(LeftoverCounter.class);
    // Longer than a running coordinator leaves work undone.
    private static final Duration OVERDUE = Duration.ofSeconds(3);
    private final JdbcLeftovers leftovers;
    private final MeterRegistry metrics;
    private volatile boolean isRunning;

    LeftoverCounter(JdbcLeftovers leftovers, MeterRegistry metrics) {
        this.leftovers = leftovers;
        this.metrics = metrics;
        JdbcLeftovers.kinds().forEach(this::counter);
    }

    @Override
    public void start() {
        isRunning = true;
        try {
            count(leftovers.count(OVERDUE));
        } catch (DataAccessException e) {
            LOG.atWarn()
                    .setCause(e)
                    .log("Could not count what an earlier coordinator has left undone; it is done all the same");
        }
    }

    private void count(Map<String, Long> counts) {
        counts.forEach((kind, number) -> counter(kind).increment(number));
        if (counts.values().stream().anyMatch(number -> number > 0)) {
            LOG.atInfo()
                    .addKeyValue("leftovers", counts)
                    .log("An earlier coordinator has left work undone; it is done now");
        }
    }

    private Counter counter(String kind) {
        return Counter.builder("lockstep.recovered")
                .description("Work that an earlier process had left undone, found at the start, by kind")
                .tag("kind", kind)
                .register(metrics);
    }

    @Override
    public void stop() {
        isRunning = false;
    }

    @Override
    public boolean isRunning() {
        return isRunning;
    }

    /** Before the tickers, which have the default phase. */
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
