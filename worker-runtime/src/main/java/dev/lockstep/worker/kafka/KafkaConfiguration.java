package dev.lockstep.worker.kafka;

import dev.lockstep.worker.dispatch.Dispatches;
import dev.lockstep.worker.dispatch.ReportPublisher;
import dev.lockstep.worker.target.TargetRegistrations;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;

/** Wires the worker to Kafka; where the brokers are stands under {@code spring.kafka}. */
@Configuration(proxyBeanMethods = false)
public class KafkaConfiguration {
    private static final Duration LONGEST_RECONNECT_PAUSE = Duration.ofSeconds(1);
    // The least that brokers allow by default: another worker takes a stopped one's targets over after this.
    private static final Duration SESSION = Duration.ofSeconds(6);
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);
    // How long after its creation a command topic is found.
    private static final Duration TOPIC_DISCOVERY = Duration.ofMillis(500);
    private static final Duration LONGEST_SEND = Duration.ofSeconds(5);
    private static final Duration LONGEST_DELIVERY = Duration.ofSeconds(30);
    // A dead letter is a command of up to 4 MiB, and its headers.
    private static final int LARGEST_MESSAGE = 5 * 1024 * 1024;

    @Bean
    DefaultKafkaProducerFactory<byte[], byte[]> producerFactory(KafkaProperties properties) {
        Map<String, Object> settings = properties.buildProducerProperties();
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, LONGEST_RECONNECT_PAUSE.toMillis());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, LONGEST_SEND.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) LONGEST_SEND.toMillis());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) LONGEST_DELIVERY.toMillis());
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_MESSAGE);
        DefaultKafkaProducerFactory<byte[], byte[]> producers =
                new DefaultKafkaProducerFactory<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        // A worker that is stopped while the brokers are away does not wait for them.
        producers.setPhysicalCloseTimeout((int) LONGEST_SEND.toSeconds());
        return producers;
    }

    @Bean
    KafkaTemplate<byte[], byte[]> kafkaTemplate(ProducerFactory<byte[], byte[]> producers) {
        return new KafkaTemplate<>(producers);
    }

    @Bean
    DefaultKafkaConsumerFactory<byte[], byte[]> consumerFactory(KafkaProperties properties) {
        Map<String, Object> settings = properties.buildConsumerProperties();
        settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, LONGEST_RECONNECT_PAUSE.toMillis());
        settings.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, TOPIC_DISCOVERY.toMillis());
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) SESSION.toMillis());
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) HEARTBEAT.toMillis());
        return new DefaultKafkaConsumerFactory<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Bean
    ReportPublisher reportPublisher(KafkaOperations<byte[], byte[]> kafka) {
        return new KafkaReportPublisher(kafka);
    }

    @Bean
    TargetRegistrations targetRegistrations(KafkaOperations<byte[], byte[]> kafka) {
        return new KafkaTargetRegistrations(kafka);
    }

    @Bean
    SmartLifecycle commandIntake(
            Dispatches dispatches,
            DefaultKafkaConsumerFactory<byte[], byte[]> consumers,
            KafkaOperations<byte[], byte[]> kafka,
            MeterRegistry registry) {
        return new KafkaCommandIntake(dispatches, consumers, KafkaDeadLetters.errorHandler(kafka, registry));
    }

    @Bean(destroyMethod = "close")
    Admin kafkaAdminClient(KafkaProperties properties) {
        return Admin.create(properties.buildAdminProperties());
    }

    @Bean
    HealthIndicator kafkaHealthIndicator(Admin kafkaAdminClient) {
        return new KafkaHealthIndicator(kafkaAdminClient);
    }
}
