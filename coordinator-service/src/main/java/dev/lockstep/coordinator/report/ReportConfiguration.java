package dev.lockstep.coordinator.report;

import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.coordinator.orchestration.JdbcDispatches;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.topic.KafkaDeadLetters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.util.backoff.ExponentialBackOff;

/** How reports are heard. */
@Configuration(proxyBeanMethods = false)
class ReportConfiguration {
    private static final int LISTENERS = 4;
    private static final long LONGEST_PAUSE_MILLIS = 3000;

    @Bean
    Reports reports(SagaShell sagas, JdbcDispatches dispatches, MeterRegistry metrics) {
        Counter late = Counter.builder("lockstep.reports.late")
                .description("Reports that came too late, or twice, and changed nothing")
                .register(metrics);
        return new Reports(sagas, dispatches, late::increment);
    }

    @Bean
    KafkaReportBacklog reportBacklog(Admin admin) {
        return new KafkaReportBacklog(admin);
    }

    @Bean
    ConcurrentMessageListenerContainer<byte[], byte[]> reportContainer(
            ConsumerFactory<byte[], byte[]> consumers, Reports reports, KafkaDeadLetters deadLetters) {
        ContainerProperties properties = new ContainerProperties(Topics.REPORTS);
        properties.setGroupId(KafkaReportBacklog.GROUP);
        properties.setMessageListener(new KafkaReportListener(reports, deadLetters));
        properties.setAckMode(ContainerProperties.AckMode.BATCH);
        var container = new ConcurrentMessageListenerContainer<>(consumers, properties);
        container.setConcurrency(LISTENERS);
        container.setCommonErrorHandler(new DefaultErrorHandler(untilItWorks()));
        container.setAutoStartup(false);
        return container;
    }

    private static ExponentialBackOff untilItWorks() {
        ExponentialBackOff pauses = new ExponentialBackOff(100, 2);
        pauses.setMaxInterval(LONGEST_PAUSE_MILLIS);
        return pauses;
    }
}
