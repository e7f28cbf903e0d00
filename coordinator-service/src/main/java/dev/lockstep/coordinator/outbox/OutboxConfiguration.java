package dev.lockstep.coordinator.outbox;

import dev.lockstep.coordinator.dispatch.JdbcLeases;
import dev.lockstep.coordinator.kafka.KafkaTopics;
import dev.lockstep.coordinator.schedule.Ticker;
import java.time.Duration;
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
    private static final Duration SAVE_INTERVAL = Duration.ofMillis(200);

    @Bean
    JdbcOutbox outbox(JdbcTemplate jdbc) {
        return new JdbcOutbox(jdbc);
    }

    @Bean
    KafkaPublisher publisher(ProducerFactory<byte[], byte[]> producers, KafkaTopics topics) {
        return new KafkaPublisher(producers::createProducer, topics::reportMissing);
    }

    @Bean
    PublishedRows publishedRows(JdbcOutbox outbox, JdbcLeases leases, PlatformTransactionManager manager) {
        return new PublishedRows(outbox, leases, new TransactionTemplate(manager));
    }

    @Bean
    OutboxSender outboxSender(KafkaPublisher publisher, PublishedRows publishedRows) {
        return new OutboxSender(publisher::send, publishedRows::add);
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
