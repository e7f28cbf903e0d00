package dev.lockstep.coordinator.status;

import dev.lockstep.coordinator.orchestration.Announcements;
import dev.lockstep.coordinator.orchestration.MigrationState;
import dev.lockstep.coordinator.orchestration.Recorded;
import dev.lockstep.coordinator.saga.SagaEvent;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs and counts what happened, and wakes who waits for it. */
final class SagaNews implements Announcements {
    private static final Logger LOG = LoggerFactory.getLogger(SagaNews.class);

    private final MeterRegistry metrics;
    private final Runnable outboxFilled;
    private final Runnable queueMoved;

    SagaNews(MeterRegistry metrics, Runnable outboxFilled, Runnable queueMoved) {
        this.metrics = metrics;
        this.outboxFilled = outboxFilled;
        this.queueMoved = queueMoved;
    }

    @Override
    public void committed(Recorded after, List<SagaEvent> events) {
        outboxFilled.run();
        events.forEach(event -> tell(after, event));
    }

    private void tell(Recorded after, SagaEvent event) {
        log(after, event);
        switch (event) {
            case SagaEvent.Submitted _e -> queueMoved.run();
            case SagaEvent.Outcome _e -> {
                queueMoved.run();
                String outcome = MigrationState.of(after.state()).name().toLowerCase(Locale.ROOT);
                metrics.counter("lockstep.migrations.finished", "outcome", outcome)
                        .increment();
            }
            case SagaEvent.RetryScheduled e ->
                metrics.counter(
                                "lockstep.step.retries",
                                "direction",
                                e.direction().name().toLowerCase(Locale.ROOT))
                        .increment();
            case SagaEvent.OfStep _e -> {}
            case SagaEvent.Started _e -> {}
            case SagaEvent.Dispatched _e -> {}
            case SagaEvent.PreflightPassed _e -> {}
            case SagaEvent.RollbackBegan _e -> {}
            case SagaEvent.RoundOpened _e -> {}
        }
    }

    private static void log(Recorded after, SagaEvent event) {
        LoggingEventBuilder line = LOG.atLevel(levelOf(event))
                .addKeyValue("migration", after.migration())
                .addKeyValue("version", after.version());
        switch (event) {
            case SagaEvent.Dispatched e ->
                line.addKeyValue("step", e.step())
                        .addKeyValue("dispatch", e.dispatch())
                        .log("Dispatched: {}", e.direction());
            case SagaEvent.AttemptFailed e ->
                line.addKeyValue("step", e.step())
                        .addKeyValue("dispatch", e.dispatch())
                        .addKeyValue("failure", e.failure())
                        .log("A dispatch failed");
            case SagaEvent.LeaseLapsed e ->
                line.addKeyValue("step", e.step())
                        .addKeyValue("dispatch", e.dispatch())
                        .log("A dispatch fell silent and is taken for lost");
            case SagaEvent.OperatorNeeded _e ->
                line.log("A migration needs an operator: its targets stay locked until retry, skip or close");
            case SagaEvent.OfStep e -> line.addKeyValue("step", e.step()).log(nameOf(event));
            case SagaEvent.PreflightPassed e ->
                line.addKeyValue("step", e.step()).log(nameOf(event));
            case SagaEvent.RollbackBegan e ->
                line.addKeyValue("cause", e.cause()).log(nameOf(event));
            case SagaEvent.Submitted _e -> line.log(nameOf(event));
            case SagaEvent.Started _e -> line.log(nameOf(event));
            case SagaEvent.RoundOpened _e -> line.log(nameOf(event));
            case SagaEvent.Outcome _e -> line.log(nameOf(event));
        }
    }

    private static Level levelOf(SagaEvent event) {
        return switch (event) {
            case SagaEvent.AttemptFailed _e -> Level.WARN;
            case SagaEvent.LeaseLapsed _e -> Level.WARN;
            case SagaEvent.OperatorNeeded _e -> Level.ERROR;
            case SagaEvent.OfStep _e -> Level.INFO;
            case SagaEvent.Outcome _e -> Level.INFO;
            case SagaEvent.Submitted _e -> Level.INFO;
            case SagaEvent.Started _e -> Level.INFO;
            case SagaEvent.Dispatched _e -> Level.INFO;
            case SagaEvent.PreflightPassed _e -> Level.INFO;
            case SagaEvent.RollbackBegan _e -> Level.INFO;
            case SagaEvent.RoundOpened _e -> Level.INFO;
        };
    }

    private static String nameOf(SagaEvent event) {
        return event.getClass().getSimpleName();
    }
}
