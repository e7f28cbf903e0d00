package dev.lockstep.coordinator.target;

import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.coordinator.tick.Bell;
import dev.lockstep.coordinator.tick.Ticker;
import dev.lockstep.coordinator.topic.KafkaDeadLetters;
import dev.lockstep.coordinator.topic.KafkaTopics;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.support.TopicPartitionOffset;
import org.springframework.util.backoff.ExponentialBackOff;

/** The targets and how they are heard of. */
@Configuration(proxyBeanMethods = false)
class TargetConfiguration {
    @Bean
    JdbcTargets targets(JdbcTemplate jdbc) {
        return new JdbcTargets(jdbc);
    }

    @Bean
    Ticker targetHousekeeping(JdbcTargets targets) {
        return new Ticker("targets", Duration.ofHours(1), targets::forgetOldWorkers);
    }

    @Bean
    KafkaTargetListener targetListener(
            JdbcTargets targets,
            KafkaTopics topics,
            KafkaDeadLetters deadLetters,
            @Qualifier("queueBell") Bell queueBell) {
        return new KafkaTargetListener(targets, topics, deadLetters, queueBell::ring);
    }

    @Bean
    KafkaMessageListenerContainer<byte[], byte[]> targetContainer(
            ConsumerFactory<byte[], byte[]> consumers, KafkaTargetListener listener) {
        ContainerProperties properties = new ContainerProperties(
                new TopicPartitionOffset(Topics.TARGETS, 0, TopicPartitionOffset.SeekPosition.BEGINNING));
        properties.setGroupId("lockstep-coordinator-targets");
        properties.setMessageListener(listener);
        var container = new KafkaMessageListenerContainer<>(consumers, properties);
        container.setCommonErrorHandler(new DefaultErrorHandler(new ExponentialBackOff(200, 2)));
        container.setAutoStartup(false);
        return container;
    }
}
