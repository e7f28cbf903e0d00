package dev.lockstep.coordinator.purge;

import dev.lockstep.contract.protocol.Report;
import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.dispatch.JdbcTargetFences;
import dev.lockstep.coordinator.orchestration.CoordinatorSettings;
import dev.lockstep.coordinator.orchestration.MigrationTasks;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.schedule.Ticker;
import dev.lockstep.coordinator.status.MigrationAccess;
import dev.lockstep.coordinator.target.RegisteredTargets;
import dev.lockstep.coordinator.unawaited.RequestReports;
import dev.lockstep.coordinator.unawaited.RequestRetries;
import dev.lockstep.coordinator.unawaited.RequestSender;
import dev.lockstep.coordinator.unawaited.StoredRequest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Beans for purges. */
@Configuration(proxyBeanMethods = false)
class PurgeConfiguration {
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration GAUGE_INTERVAL = Duration.ofSeconds(30);
    private static final int MAX_ATTEMPTS = 8;

    @Bean
    JdbcPurges purgeStore(JdbcTemplate jdbc) {
        return new JdbcPurges(jdbc);
    }

    @Bean
    PurgeAnswers purgeAnswers(JdbcPurges purges, PurgeSettings settings, MeterRegistry metrics) {
        Counter purged = Counter.builder("lockstep.migrations.purged")
                .description("Migrations whose journals were removed")
                .register(metrics);
        return new PurgeAnswers(purges, settings.retryInterval(), purged::increment);
    }

    @Bean
    Purges purges(SagaJournal journal, JdbcPurges store, PurgeAnswers answers) {
        return new Purges(journal, store, answers);
    }

    @Bean
    RequestReports<Report.Succeeded> purgeReports(
            JdbcPurges purges, PurgeAnswers answers, Transactions transactions, CoordinatorSettings settings) {
        return new RequestReports<>(purges.requests(), Report.Succeeded.class, answers, transactions, settings.lease());
    }

    @Bean
    PurgeController purgeController(
            Purges purges, JdbcPurges store, Transactions transactions, AuditTrail audit, MigrationAccess access) {
        return new PurgeController(new PurgeRequests(purges, store, transactions, audit), store, access);
    }

    @Bean
    RequestRetries<StepPurge> purgeRetries(
            JdbcPurges purges,
            JdbcTargetFences fences,
            PurgeAnswers answers,
            RequestSender sender,
            PurgeSettings settings,
            Transactions transactions) {
        return new RequestRetries<>(
                purges.requests(),
                answers,
                stored -> send(purges, fences, sender, settings, stored),
                new MigrationTasks(transactions, System::nanoTime),
                MAX_ATTEMPTS);
    }

    private static void send(
            JdbcPurges purges,
            JdbcTargetFences fences,
            RequestSender sender,
            PurgeSettings settings,
            StoredRequest<StepPurge> stored) {
        StepPurge part = stored.request();
        sender.send(
                purges.requests(),
                stored,
                (commands, data) -> commands.purge(
                        data,
                        part.step(),
                        stored.dispatch(),
                        part.fenceToRaise(fences.find(part.target()).orElse(null)),
                        settings.rowsPerSecond(),
                        purges.decision(stored.migration()).actor()));
    }

    @Bean
    PurgeStarter purgeStarter(
            JdbcTemplate jdbc, Transactions transactions, RegisteredTargets targets, CoordinatorSettings settings) {
        return new PurgeStarter(
                new JdbcPurgeStarts(jdbc), transactions, () -> targets.withWorkerWithin(settings.silenceLimit()));
    }

    @Bean
    PurgeSchedule purgeSchedule(
            JdbcPurges store, Purges purges, AuditTrail audit, PurgeStarter starter, Transactions transactions) {
        return new PurgeSchedule(store, purges, audit, starter, new MigrationTasks(transactions, System::nanoTime));
    }

    @Bean
    Ticker purgeTicker(
            PurgeSchedule schedule,
            RequestRetries<StepPurge> purgeRetries,
            CoordinatorSettings settings,
            PurgeSettings purgeSettings) {
        return new Ticker("purges", INTERVAL, () -> {
            schedule.decideDue(settings.retention(), purgeSettings.spread());
            schedule.send(purgeSettings, purgeRetries);
        });
    }

    @Bean
    Ticker purgeGaugeTicker(JdbcPurges purges, CoordinatorSettings settings, MeterRegistry metrics) {
        PurgeGauges gauges = new PurgeGauges(purges, settings.retention());
        gauges.register(metrics);
        return new Ticker("purge-gauges", GAUGE_INTERVAL, gauges::refresh).runAtStart();
    }
}
