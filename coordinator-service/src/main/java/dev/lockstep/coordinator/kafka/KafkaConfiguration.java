package dev.lockstep.coordinator.kafka;

import dev.lockstep.coordinator.schedule.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.AbstractMessageListenerContainer;

/** The Kafka clients, the topics and the start of the listeners. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KafkaProperties.class)
class KafkaConfiguration {
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(5);

    @Bean(destroyMethod = "close")
    Admin kafkaAdminClient(KafkaProperties properties) {
        return Admin.create(properties.buildAdminProperties());
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

    @Bean
    KafkaTopics kafkaTopics(Admin kafkaAdminClient) {
        return new KafkaTopics(kafkaAdminClient);
    }

    @Bean
    KafkaDeadLetters deadLetters(ProducerFactory<byte[], byte[]> producers, MeterRegistry metrics) {
        return new KafkaDeadLetters(producers::createProducer, topic -> Counter.builder("lockstep.dead.letters")
                .description("Messages sent to a dead-letter topic")
                .tag("topic", topic)
                .register(metrics)
                .increment());
    }

    @Bean
    Ticker listenerStartTicker(
            KafkaTopics topics, ObjectProvider<AbstractMessageListenerContainer<byte[], byte[]>> listeners) {
        KafkaListenerStart start =
                new KafkaListenerStart(topics, () -> listeners.stream().toList());
        return new Ticker("kafka-listener-start", RETRY_INTERVAL, start::tick).runAtStart();
    }
}
