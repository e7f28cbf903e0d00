package dev.lockstep.coordinator.outbox;

import dev.lockstep.coordinator.tick.Bell;
import dev.lockstep.coordinator.tick.Ticker;
import dev.lockstep.coordinator.topic.KafkaTopics;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The outbox and its relay. */
@Configuration(proxyBeanMethods = false)
class OutboxConfiguration {
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration HOUSEKEEPING = Duration.ofMinutes(1);

    @Bean
    JdbcOutbox outbox(JdbcTemplate jdbc) {
        return new JdbcOutbox(jdbc);
    }

    @Bean
    Publisher publisher(ProducerFactory<byte[], byte[]> producers, KafkaTopics topics) {
        return new KafkaDispatchPublisher(producers::createProducer, topics::recreate);
    }

    @Bean
    OutboxRelay outboxRelay(JdbcOutbox outbox, Publisher publisher, PlatformTransactionManager manager) {
        return new OutboxRelay(outbox, publisher, new TransactionTemplate(manager));
    }

    /** What was sent is kept for a while, for people who look into it. */
    @Bean
    Ticker outboxHousekeeping(JdbcOutbox outbox, @Value("${lockstep.outbox-retention:1d}") Duration retention) {
        return new Ticker("outbox-housekeeping", HOUSEKEEPING, () -> outbox.forgetPublishedBefore(retention));
    }

    @Bean
    Bell relayBell() {
        return new Bell();
    }

    @Bean
    Ticker relayTicker(OutboxRelay relay, @Qualifier("relayBell") Bell bell) {
        return new Ticker("outbox-relay", POLL, relay::relayAll).wokenBy(bell);
    }
}
