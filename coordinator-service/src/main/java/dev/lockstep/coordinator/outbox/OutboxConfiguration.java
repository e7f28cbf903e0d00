package dev.lockstep.coordinator.outbox;

import dev.lockstep.coordinator.dispatch.JdbcLeases;
import dev.lockstep.coordinator.kafka.KafkaTopics;
import dev.lockstep.coordinator.schedule.Ticker;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Beans that store the outbox and publish it. */
@Configuration(proxyBeanMethods = false)
class OutboxConfiguration {
    private static final Duration RELAY_INTERVAL = Duration.ofSeconds(1);
    // Longer than Kafka usually takes, so that the relay finds only what the sender could not send.
    private static final Duration RELAY_MIN_AGE = Duration.ofSeconds(2);
    // Longer than the interval in which published rows are deleted, so that the relay does not send them again.
    private static final Duration UNSENT_INTERVAL = Duration.ofMillis(300);
    private static final Duration SAVE_INTERVAL = Duration.ofMillis(200);

    @Bean
    JdbcOutbox outbox(JdbcTemplate jdbc) {
        return new JdbcOutbox(jdbc);
    }

    @Bean
    KafkaPublisher publisher(ProducerFactory<byte[], byte[]> producers, Admin admin, KafkaTopics topics) {
        return new KafkaPublisher(producers::createProducer, admin, topics::reportMissing);
    }

    @Bean
    PublishedRows publishedRows(JdbcOutbox outbox, JdbcLeases leases, PlatformTransactionManager manager) {
        return new PublishedRows(outbox, leases, new TransactionTemplate(manager));
    }

    @Bean
    UnsentMigrations unsentMigrations() {
        return new UnsentMigrations();
    }

    @Bean
    OutboxSender outboxSender(
            KafkaPublisher publisher, PublishedRows publishedRows, UnsentMigrations unsentMigrations) {
        return new OutboxSender(publisher::send, publishedRows::add, unsentMigrations::add);
    }

    @Bean
    Ticker unsentTicker(OutboxRelay relay, UnsentMigrations unsentMigrations) {
        return new Ticker(
                "unsent-messages", UNSENT_INTERVAL, () -> relay.relay(unsentMigrations.take(), UNSENT_INTERVAL));
    }

    @Bean
    Ticker publishedRowsTicker(PublishedRows publishedRows) {
        return new Ticker("published-rows", SAVE_INTERVAL, publishedRows::save);
    }

    @Bean
    OutboxRelay outboxRelay(
            JdbcOutbox outbox, PublishedRows publishedRows, Publisher publisher, PlatformTransactionManager manager) {
        return new OutboxRelay(outbox, publishedRows, publisher, new TransactionTemplate(manager), RELAY_MIN_AGE);
    }

    @Bean
    Ticker relayTicker(OutboxRelay relay) {
        return new Ticker("outbox-relay", RELAY_INTERVAL, relay::relayAll);
    }
}
