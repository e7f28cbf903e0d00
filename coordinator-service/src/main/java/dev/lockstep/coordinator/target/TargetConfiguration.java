package dev.lockstep.coordinator.target;

import dev.lockstep.contract.protocol.Topics;
import dev.lockstep.coordinator.kafka.KafkaTopics;
import dev.lockstep.coordinator.schedule.Ticker;
import dev.lockstep.coordinator.schedule.WakeUp;
import dev.lockstep.service.KafkaDeadLetters;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.support.TopicPartitionOffset;
import org.springframework.util.backoff.ExponentialBackOff;

/** Beans that read, keep and save the registrations of targets. */
@Configuration(proxyBeanMethods = false)
class TargetConfiguration {
    private static final Duration AUTHORIZATION_RETRY_INTERVAL = Duration.ofSeconds(10);
    private static final Duration IDLE_INTERVAL = Duration.ofSeconds(1);
    private static final Duration CLEANUP_INTERVAL = Duration.ofHours(1);
    private static final Duration SAVE_INTERVAL = Duration.ofMinutes(1);
    private static final long INITIAL_BACKOFF_MILLIS = 200;
    private static final double BACKOFF_MULTIPLIER = 2;
    private static final long MAX_BACKOFF_MILLIS = 3000;

    @Bean
    RegisteredTargets targets() {
        return new RegisteredTargets(System::nanoTime);
    }

    @Bean
    RegistrationRecorder registrationRecorder(
            RegisteredTargets targets, JdbcTemplate jdbc, KafkaTopics topics, KafkaRegistrationMessages messages) {
        return new RegistrationRecorder(
                targets, new JdbcRegistrations(jdbc), topics::addCommands, messages::deleteObsolete);
    }

    @Bean
    KafkaRegistrationMessages registrationMessages(ProducerFactory<byte[], byte[]> producers) {
        return new KafkaRegistrationMessages(producers::createProducer, Clock.systemUTC());
    }

    @Bean
    TargetRemoval targetRemoval(
            RegisteredTargets targets, RegistrationRecorder recorder, KafkaRegistrationMessages messages) {
        return new TargetRemoval(targets, recorder, messages);
    }

    @Bean
    RegistrationLoader registrationLoader(RegistrationRecorder recorder) {
        return new RegistrationLoader(recorder);
    }

    /** Signalled when the registrations of a target have changed. */
    @Bean
    WakeUp registrationWakeUp() {
        return new WakeUp();
    }

    @Bean
    Ticker registrationSaveTicker(
            RegistrationRecorder recorder, @Qualifier("registrationWakeUp") WakeUp registrationWakeUp) {
        return new Ticker("registrations", SAVE_INTERVAL, recorder::save).wakeOn(registrationWakeUp);
    }

    @Bean
    Ticker targetCleanupTicker(RegistrationRecorder recorder) {
        return new Ticker("target-cleanup", CLEANUP_INTERVAL, recorder::removeObsolete);
    }

    @Bean
    KafkaTargetListener targetListener(
            RegistrationRecorder recorder,
            KafkaRegistrationMessages messages,
            KafkaDeadLetters deadLetters,
            @Qualifier("registrationWakeUp") WakeUp registrationWakeUp) {
        return new KafkaTargetListener(recorder, messages, deadLetters, Clock.systemUTC(), registrationWakeUp::signal);
    }

    @Bean
    KafkaMessageListenerContainer<byte[], byte[]> targetContainer(
            ConsumerFactory<byte[], byte[]> consumers, KafkaTargetListener targetListener) {
        ContainerProperties properties = new ContainerProperties(
                new TopicPartitionOffset(Topics.TARGETS, 0, TopicPartitionOffset.SeekPosition.BEGINNING));
        properties.setGroupId("lockstep-coordinator-targets");
        properties.setAuthExceptionRetryInterval(AUTHORIZATION_RETRY_INTERVAL);
        properties.setMessageListener(targetListener);
        properties.setIdleEventInterval(IDLE_INTERVAL.toMillis());
        properties.setIdleBeforeDataMultiplier(1);
        var container = new KafkaMessageListenerContainer<>(consumers, properties);
        ExponentialBackOff backoff = new ExponentialBackOff(INITIAL_BACKOFF_MILLIS, BACKOFF_MULTIPLIER);
        backoff.setMaxInterval(MAX_BACKOFF_MILLIS);
        container.setCommonErrorHandler(new DefaultErrorHandler(backoff));
        container.setAutoStartup(false);
        return container;
    }
}
