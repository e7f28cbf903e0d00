package dev.lockstep.subscriber;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The metrics of a subscriber. */
final class SubscriberMetrics {
    private static final String OTHER = "other";
    private final MeterRegistry registry;

    SubscriberMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void event(KafkaEvent event, Outcome outcome) {
        // Types come from the network: those that are not known share one value.
        count(event.message() == null ? OTHER : event.type(), outcome);
    }

    void unreadable() {
        registry.counter("lockstep.subscriber.unreadable").increment();
    }

    void gap(MigrationGap.Result result) {
        registry.counter("lockstep.subscriber.gaps", "result", lower(result)).increment();
    }

    <T> void gauge(String name, T source, ToDoubleFunction<T> value) {
        registry.gauge("lockstep.subscriber." + name, source, value);
    }

    private void count(String type, Outcome outcome) {
        registry.counter("lockstep.subscriber.events", "type", type, "outcome", lower(outcome))
                .increment();
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
