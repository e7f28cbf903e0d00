package dev.lockstep.coordinator.kafka;

import dev.lockstep.coordinator.schedule.Ticker;
import dev.lockstep.coordinator.schedule.WakeUp;
import dev.lockstep.service.KafkaAdminCloser;
import dev.lockstep.service.KafkaDeadLetters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;

/** Beans for the Kafka clients, the topics and the start of the listeners. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KafkaProperties.class)
class KafkaConfiguration {
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(5);
    // The longest time until a deleted topic is created again, unless a message needs it before.
    private static final Duration TOPIC_INTERVAL = Duration.ofSeconds(30);

    @Bean(destroyMethod = "")
    Admin kafkaAdminClient(KafkaProperties properties) {
        return Admin.create(properties.buildAdminProperties());
    }

    @Bean(destroyMethod = "close")
    KafkaAdminCloser kafkaAdminCloser(Admin kafkaAdminClient) {
        return new KafkaAdminCloser(kafkaAdminClient);
    }

    @Bean
    ProducerFactory<byte[], byte[]> producerFactory(KafkaProperties properties) {
        return new DefaultKafkaProducerFactory<>(
                properties.buildProducerProperties(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Bean
    ConsumerFactory<byte[], byte[]> consumerFactory(KafkaProperties properties) {
        return new DefaultKafkaConsumerFactory<>(
                properties.buildConsumerProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Signalled when a topic is missing. */
    @Bean
    WakeUp topicWakeUp() {
        return new WakeUp();
    }

    @Bean
    KafkaTopics kafkaTopics(Admin kafkaAdminClient, @Qualifier("topicWakeUp") WakeUp topicWakeUp) {
        return new KafkaTopics(kafkaAdminClient, topicWakeUp::signal);
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
