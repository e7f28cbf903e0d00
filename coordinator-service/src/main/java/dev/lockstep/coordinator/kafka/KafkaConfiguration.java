package dev.lockstep.coordinator.kafka;

import dev.lockstep.coordinator.schedule.Ticker;
import dev.lockstep.coordinator.schedule.WakeUp;
import dev.lockstep.service.KafkaAdminCloser;
import dev.lockstep.service.KafkaClientSettings;
import dev.lockstep.service.KafkaDeadLetters;
import dev.lockstep.service.KafkaRefusals;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;

/** Beans for the Kafka clients, the topics and the start of the listeners. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({KafkaProperties.class, ReplicationSettings.class})
class KafkaConfiguration {
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(5);
    // The longest time until a deleted topic is created again, unless a message needs it before.
    private static final Duration TOPIC_INTERVAL = Duration.ofSeconds(30);

    @Bean
    KafkaClientSettings kafkaClientSettings(KafkaProperties properties, SslBundles bundles) {
        return new KafkaClientSettings(properties, bundles);
    }

    @Bean
    KafkaRefusals kafkaRefusals() {
        return new KafkaRefusals();
    }

    @Bean(destroyMethod = "")
    Admin kafkaAdminClient(KafkaClientSettings settings) {
        return Admin.create(settings.admin());
    }

    @Bean(destroyMethod = "close")
    KafkaAdminCloser kafkaAdminCloser(Admin kafkaAdminClient) {
        return new KafkaAdminCloser(kafkaAdminClient);
    }

    @Bean
    ProducerFactory<byte[], byte[]> producerFactory(KafkaClientSettings settings) {
        return new DefaultKafkaProducerFactory<>(
                settings.producer(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Bean
    ConsumerFactory<byte[], byte[]> consumerFactory(KafkaClientSettings settings) {
        return new DefaultKafkaConsumerFactory<>(
                settings.consumer(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Signalled when a topic is missing. */
    @Bean
    WakeUp topicWakeUp() {
        return new WakeUp();
    }

    @Bean
    TopicProblems topicProblems(MeterRegistry metrics) {
        TopicProblems problems = new TopicProblems();
        Gauge.builder("lockstep.topics.weak", problems, found -> found.weaknesses()
                        .size())
                .description("Settings of Kafka topics that are weaker than needed")
                .register(metrics);
        Gauge.builder("lockstep.topics.missing", problems, found -> found.missing()
                        .size())
                .description("Kafka topics that do not exist and that the coordinator may not create")
                .register(metrics);
        return problems;
    }

    @Bean
    KafkaTopics kafkaTopics(
            Admin kafkaAdminClient,
            ReplicationSettings replication,
            TopicProblems problems,
            @Qualifier("topicWakeUp") WakeUp topicWakeUp) {
        return new KafkaTopics(kafkaAdminClient, replication, problems, topicWakeUp::signal);
    }

    @Bean
    HealthIndicator kafkaTopicsHealthIndicator(TopicProblems problems, KafkaRefusals refusals) {
        return new KafkaTopicsHealthIndicator(problems, refusals);
    }

    @Bean
    Ticker topicTicker(KafkaTopics topics, @Qualifier("topicWakeUp") WakeUp topicWakeUp) {
        return new Ticker("kafka-topics", TOPIC_INTERVAL, topics::createMissing).wakeOn(topicWakeUp);
    }

    @Bean(destroyMethod = "close")
    KafkaDeadLetters deadLetters(ProducerFactory<byte[], byte[]> producers, MeterRegistry metrics) {
        return new KafkaDeadLetters(producers::createProducer, metrics);
    }

    @Bean
    Ticker listenerStartTicker(
            KafkaTopics topics, ObjectProvider<AbstractMessageListenerContainer<byte[], byte[]>> listeners) {
        KafkaListenerStarter starter =
                new KafkaListenerStarter(topics, () -> listeners.stream().toList());
        return new Ticker("kafka-listener-start", RETRY_INTERVAL, starter::startListeners).runAtStart();
    }
}
