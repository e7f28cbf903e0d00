package dev.lockstep.worker.kafka;

import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.service.KafkaAdminCloser;
import dev.lockstep.service.KafkaClientSettings;
import dev.lockstep.service.KafkaDeadLetters;
import dev.lockstep.service.KafkaRefusals;
import dev.lockstep.worker.TargetConnector;
import dev.lockstep.worker.dispatch.ReportPublisher;
import dev.lockstep.worker.dispatch.TargetReportPublisher;
import dev.lockstep.worker.dispatch.WorkerDispatcher;
import dev.lockstep.worker.target.TargetRegistrationPublisher;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.support.ProducerListener;

/** Kafka clients of the worker; the brokers are configured under {@code spring.kafka}. */
@Configuration(proxyBeanMethods = false)
public class KafkaConfiguration {
    private static final Duration MAX_RECONNECT_BACKOFF = Duration.ofSeconds(1);
    // The minimum that brokers accept by default. Another worker takes over the targets of a crashed worker after it.
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);
    private static final Duration HEARTBEAT_INTERVAL = Duration.ofSeconds(2);
    // The longest time until the worker finds that a command topic was deleted and created again.
    private static final Duration METADATA_MAX_AGE = Duration.ofSeconds(30);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(30);
    // A dead letter contains a command of up to 4 MiB and additional headers.
    private static final int MAX_MESSAGE_BYTES = Topics.MAX_MESSAGE_BYTES + 1024 * 1024;

    @Bean
    KafkaClientSettings kafkaClientSettings(KafkaProperties properties, SslBundles bundles) {
        return new KafkaClientSettings(properties, bundles);
    }

    @Bean
    KafkaRefusals kafkaRefusals() {
        return new KafkaRefusals();
    }

    @Bean
    DefaultKafkaProducerFactory<byte[], byte[]> producerFactory(KafkaClientSettings clients) {
        Map<String, Object> settings = clients.producer();
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, MAX_RECONNECT_BACKOFF.toMillis());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, REQUEST_TIMEOUT.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST_TIMEOUT.toMillis());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY_TIMEOUT.toMillis());
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_MESSAGE_BYTES);
        DefaultKafkaProducerFactory<byte[], byte[]> producers =
                new DefaultKafkaProducerFactory<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        // The longest time that a stopping worker waits for unreachable brokers.
        producers.setPhysicalCloseTimeout((int) REQUEST_TIMEOUT.toSeconds());
        return producers;
    }

    @Bean
    KafkaTemplate<byte[], byte[]> kafkaTemplate(ProducerFactory<byte[], byte[]> producers) {
        KafkaTemplate<byte[], byte[]> template = new KafkaTemplate<>(producers);
        // Its own listener logs each failure as an error, with the content. Every sender handles its failures.
        template.setProducerListener(new ProducerListener<>() {});
        return template;
    }

    @Bean
    DefaultKafkaConsumerFactory<byte[], byte[]> consumerFactory(KafkaClientSettings clients) {
        Map<String, Object> settings = clients.consumer();
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, MAX_RECONNECT_BACKOFF.toMillis());
        settings.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, METADATA_MAX_AGE.toMillis());
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) SESSION_TIMEOUT.toMillis());
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) HEARTBEAT_INTERVAL.toMillis());
        return new DefaultKafkaConsumerFactory<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Bean
    ReportPublisher reportPublisher(KafkaOperations<byte[], byte[]> kafka) {
        return new KafkaReportPublisher(kafka);
    }

    @Bean
    TargetReportPublisher targetReportPublisher(KafkaOperations<byte[], byte[]> kafka) {
        return new KafkaTargetReportPublisher(kafka);
    }

    @Bean
    TargetRegistrationPublisher targetRegistrationPublisher(KafkaOperations<byte[], byte[]> kafka) {
        return new KafkaTargetRegistrationPublisher(kafka);
    }

    @Bean
    KafkaCommandConsumers commandConsumers(
            TargetConnector connector,
            WorkerDispatcher dispatcher,
            DefaultKafkaConsumerFactory<byte[], byte[]> consumers,
            KafkaDeadLetters deadLetters,
            KafkaTopicNames topicNames,
            ApplicationEventPublisher events) {
        return new KafkaCommandConsumers(
                Topics.workerGroup(connector.kind()),
                dispatcher,
                new KafkaCommandContainers(consumers, deadLetters, events),
                topicNames::existing);
    }

    @Bean
    KafkaTopicNames topicNames(Admin kafkaAdminClient, KafkaRefusals refusals) {
        return new KafkaTopicNames(kafkaAdminClient, refusals);
    }

    @Bean(destroyMethod = "close")
    KafkaDeadLetters deadLetters(ProducerFactory<byte[], byte[]> producers, MeterRegistry registry) {
        return new KafkaDeadLetters(producers::createProducer, registry);
    }

    @Bean(destroyMethod = "")
    Admin kafkaAdminClient(KafkaClientSettings clients) {
        return Admin.create(clients.admin());
    }

    @Bean(destroyMethod = "close")
    KafkaAdminCloser kafkaAdminCloser(Admin kafkaAdminClient) {
        return new KafkaAdminCloser(kafkaAdminClient);
    }

    @Bean
    HealthIndicator kafkaHealthIndicator(Admin kafkaAdminClient, KafkaRefusals refusals) {
        return new KafkaHealthIndicator(kafkaAdminClient, refusals);
    }
}
