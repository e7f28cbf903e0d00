package dev.lockstep.coordinator.outbox;

import dev.lockstep.coordinator.dispatch.JdbcLeases;
import dev.lockstep.coordinator.kafka.KafkaTopics;
import dev.lockstep.coordinator.schedule.Ticker;
import dev.lockstep.coordinator.schedule.WakeUp;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Beans that store the outbox and publish it. */
@Configuration(proxyBeanMethods = false)
class OutboxConfiguration {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);
    private static final Duration CLEANUP_INTERVAL = Duration.ofMinutes(1);

    @Bean
    JdbcOutbox outbox(JdbcTemplate jdbc) {
        return new JdbcOutbox(jdbc);
    }

    @Bean
    Publisher publisher(ProducerFactory<byte[], byte[]> producers, KafkaTopics topics) {
        return new KafkaPublisher(producers::createProducer, topics::recreate);
    }

    @Bean
    OutboxRelay outboxRelay(
            JdbcOutbox outbox, JdbcLeases leases, Publisher publisher, PlatformTransactionManager manager) {
        return new OutboxRelay(outbox, leases, publisher, new TransactionTemplate(manager));
    }

    /** Signalled after a commit that may have added outbox rows. */
    @Bean
    WakeUp relayWakeUp() {
        return new WakeUp();
    }

    @Bean
    Ticker relayTicker(OutboxRelay relay, @Qualifier("relayWakeUp") WakeUp relayWakeUp) {
        return new Ticker("outbox-relay", POLL_INTERVAL, relay::relayAll).wakeOn(relayWakeUp);
    }

    @Bean
    Ticker outboxCleanupTicker(JdbcOutbox outbox, @Value("${lockstep.outbox-retention:1d}") Duration retention) {
        return new Ticker("outbox-cleanup", CLEANUP_INTERVAL, () -> outbox.deletePublishedBefore(retention));
    }
}
