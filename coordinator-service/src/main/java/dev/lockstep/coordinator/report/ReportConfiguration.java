package dev.lockstep.coordinator.report;

import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.coordinator.dispatch.JdbcLeases;
import dev.lockstep.coordinator.orchestration.MigrationTasks;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.outbox.JdbcOutbox;
import dev.lockstep.coordinator.schedule.Ticker;
import dev.lockstep.coordinator.targetrequest.TargetReports;
import dev.lockstep.coordinator.unawaited.UnawaitedReports;
import dev.lockstep.service.KafkaDeadLetters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;

/** Beans that handle reports and dispatches that Kafka rejected. */
@Configuration(proxyBeanMethods = false)
class ReportConfiguration {
    private static final Duration AUTHORIZATION_RETRY_INTERVAL = Duration.ofSeconds(10);
    private static final Duration REJECTED_DISPATCH_INTERVAL = Duration.ofSeconds(1);
    /** Reports that arrive while others are handled are the next batch, and a batch costs little more than a report. */
    private static final int CONSUMER_THREADS = 1;

    private static final int COMMIT_INTERVAL_MILLIS = 1000;
    private static final long INITIAL_BACKOFF_MILLIS = 100;
    private static final double BACKOFF_MULTIPLIER = 2;
    private static final long MAX_BACKOFF_MILLIS = 3000;

    @Bean
    ReportHandler reportHandler(
            SagaShell sagas, JdbcLeases leases, List<UnawaitedReports> unawaited, MeterRegistry metrics) {
        Counter lateReports = Counter.builder("lockstep.reports.late")
                .description("Late and duplicate reports, which change nothing")
                .register(metrics);
        return new ReportHandler(sagas, leases, unawaited, lateReports::increment);
    }

    @Bean
    KafkaReportBacklog reportBacklog(Admin admin) {
        return new KafkaReportBacklog(admin);
    }

    @Bean
    RejectedDispatchHandler rejectedDispatchHandler(
            JdbcOutbox outbox, SagaShell sagas, List<UnawaitedReports> unawaited, Transactions transactions) {
        return new RejectedDispatchHandler(
                outbox, sagas, unawaited, new MigrationTasks(transactions, System::nanoTime));
    }

    @Bean
    Ticker rejectedDispatchTicker(RejectedDispatchHandler handler) {
        return new Ticker("rejected-dispatches", REJECTED_DISPATCH_INTERVAL, handler::handleAll);
    }

    @Bean
    ConcurrentMessageListenerContainer<byte[], byte[]> reportContainer(
            ConsumerFactory<byte[], byte[]> consumers,
            ReportHandler reports,
            TargetReports targetReports,
            KafkaDeadLetters deadLetters) {
        ContainerProperties properties = new ContainerProperties(Topics.REPORTS);
        properties.setGroupId(KafkaReportBacklog.GROUP);
        properties.setMessageListener(new KafkaReportListener(reports, targetReports, deadLetters));
        // A commit costs almost as much as a report. After a crash the reports of this time are delivered again, and
        // the saga ignores reports that it has handled.
        properties.setAckMode(ContainerProperties.AckMode.TIME);
        properties.setAckTime(COMMIT_INTERVAL_MILLIS);
        properties.setPollTimeout(COMMIT_INTERVAL_MILLIS);
        properties.setAuthExceptionRetryInterval(AUTHORIZATION_RETRY_INTERVAL);
        var container = new ConcurrentMessageListenerContainer<>(consumers, properties);
        container.setConcurrency(CONSUMER_THREADS);
        container.setCommonErrorHandler(new DefaultErrorHandler(unlimitedBackoff()));
        container.setAutoStartup(false);
        return container;
    }

    private static ExponentialBackOff unlimitedBackoff() {
        ExponentialBackOff backoff = new ExponentialBackOff(INITIAL_BACKOFF_MILLIS, BACKOFF_MULTIPLIER);
        backoff.setMaxInterval(MAX_BACKOFF_MILLIS);
        return backoff;
    }
}
