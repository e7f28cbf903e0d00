package dev.lockstep.coordinator.target;

import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.coordinator.kafka.KafkaDeadLetters;
import dev.lockstep.coordinator.kafka.KafkaTopics;
import dev.lockstep.coordinator.schedule.Ticker;
import dev.lockstep.coordinator.schedule.WakeUp;
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

/** Beans that read and save the registrations of targets. */
@Configuration(proxyBeanMethods = false)
class TargetConfiguration {
    private static final Duration CLEANUP_INTERVAL = Duration.ofHours(1);

    @Bean
    JdbcTargets targets(JdbcTemplate jdbc) {
        return new JdbcTargets(jdbc);
    }

    @Bean
    Ticker targetCleanupTicker(JdbcTargets targets) {
        return new Ticker("target-cleanup", CLEANUP_INTERVAL, targets::deleteOutdated);
    }

    /** Signalled after each registration. */
    @Bean
    WakeUp registrationWakeUp() {
        return new WakeUp();
    }

    @Bean
    KafkaTargetListener targetListener(
            JdbcTargets targets,
            KafkaTopics topics,
            KafkaDeadLetters deadLetters,
            @Qualifier("registrationWakeUp") WakeUp registrationWakeUp) {
        return new KafkaTargetListener(targets, topics, deadLetters, registrationWakeUp::signal);
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
