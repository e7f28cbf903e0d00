package dev.lockstep.coordinator.status;

import dev.lockstep.coordinator.dispatch.JdbcBackups;
import dev.lockstep.coordinator.dispatch.JdbcContractChecks;
import dev.lockstep.coordinator.dispatch.JdbcDispatches;
import dev.lockstep.coordinator.dispatch.JdbcEndpointCalls;
import dev.lockstep.coordinator.dispatch.JdbcLeftovers;
import dev.lockstep.coordinator.dispatch.JdbcPurgeDecisions;
import dev.lockstep.coordinator.http.LimitSettings;
import dev.lockstep.coordinator.orchestration.CommitListener;
import dev.lockstep.coordinator.orchestration.CoordinatorSettings;
import dev.lockstep.coordinator.orchestration.JdbcDryRuns;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.outbox.JdbcOutbox;
import dev.lockstep.coordinator.queue.JdbcQueue;
import dev.lockstep.coordinator.queue.WaitReasons;
import dev.lockstep.coordinator.schedule.Ticker;
import dev.lockstep.coordinator.target.RegisteredTargets;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Beans for reading migrations and targets, and for health, metrics and logs. */
@Configuration(proxyBeanMethods = false)
class StatusConfiguration {
    private static final Duration GAUGE_INTERVAL = Duration.ofSeconds(5);
    // Only events of other coordinators are found so late.
    private static final Duration FEED_INTERVAL = Duration.ofSeconds(1);

    @Bean
    CommitListener eventLog(MeterRegistry metrics) {
        return new EventLogger(metrics);
    }

    @Bean
    JdbcTimeline timeline(JdbcTemplate jdbc) {
        return new JdbcTimeline(jdbc);
    }

    @Bean
    WaitTexts waitTexts(WaitReasons waitReasons) {
        return new WaitTexts(waitReasons);
    }

    @Bean
    FiguresReader figuresReader(SagaJournal journal, JdbcDispatches dispatches, JdbcTemplate jdbc) {
        return new FiguresReader(
                journal,
                dispatches,
                new JdbcDryRuns(jdbc),
                new JdbcErasedUnits(jdbc),
                new KeptJournals(new JdbcPurgeDecisions(jdbc)));
    }

    @Bean
    MigrationViewBuilder migrationViewBuilder(
            SagaJournal journal,
            JdbcContractChecks contractChecks,
            WaitTexts waits,
            WaitReasons waitReasons,
            CoordinatorSettings settings) {
        return new MigrationViewBuilder(
                new StepViewBuilder(new StepLimits(settings.policy())),
                new ContractViews(journal, contractChecks),
                waits,
                waitReasons,
                settings.retention());
    }

    @Bean
    MigrationViews migrationViews(
            SagaJournal journal,
            JdbcTimeline timeline,
            FiguresReader figures,
            MigrationViewBuilder builder,
            WaitTexts waits) {
        return new MigrationViews(journal, timeline, figures, builder, waits);
    }

    @Bean
    MigrationAccess migrationAccess(SagaJournal journal) {
        return new MigrationAccess(journal);
    }

    @Bean
    TimelineFeeds timelineFeeds(JdbcTimeline timeline) {
        return new TimelineFeeds(timeline);
    }

    @Bean
    Ticker timelineFeedTicker(TimelineFeeds feeds) {
        return new Ticker("timeline-feeds", FEED_INTERVAL, feeds::refresh);
    }

    @Bean
    EventStream eventStream(TimelineFeeds feeds, LimitSettings limits) {
        return new EventStream(feeds, limits.streamAge());
    }

    @Bean
    MigrationController migrationController(
            MigrationViews views,
            JdbcTemplate jdbc,
            JdbcTimeline timeline,
            EventStream stream,
            MigrationAccess access) {
        return new MigrationController(views, new JdbcMigrationList(jdbc), timeline, stream, access);
    }

    @Bean
    TargetAccess targetAccess(RegisteredTargets targets) {
        return new TargetAccess(targets);
    }

    @Bean
    TargetController targetController(
            RegisteredTargets targets, TargetAccess access, JdbcTemplate jdbc, MigrationViews views) {
        return new TargetController(targets, access, new JdbcTargetHistory(jdbc), views);
    }

    @Bean
    BackupController backupController(JdbcBackups backups, RegisteredTargets targets) {
        return new BackupController(backups, targets);
    }

    @Bean
    HealthIndicator kafkaHealthIndicator(Admin admin) {
        return new KafkaHealthIndicator(admin);
    }

    @Bean
    LeftoverCounter leftoverCounter(JdbcTemplate jdbc, MeterRegistry metrics) {
        return new LeftoverCounter(new JdbcLeftovers(jdbc), metrics);
    }

    @Bean
    SilentTargets silentTargets(RegisteredTargets targets, JdbcTemplate jdbc, CoordinatorSettings settings) {
        return new SilentTargets(targets, new JdbcQueue(jdbc), settings.silenceLimit());
    }

    @Bean
    Ticker gaugeTicker(
            JdbcTemplate jdbc,
            JdbcOutbox outbox,
            JdbcEndpointCalls calls,
            SilentTargets silentTargets,
            MeterRegistry metrics) {
        MigrationGauges gauges = new MigrationGauges(new JdbcStateCounts(jdbc), outbox, calls, silentTargets);
        gauges.register(metrics);
        return new Ticker("gauges", GAUGE_INTERVAL, gauges::refresh);
    }
}
