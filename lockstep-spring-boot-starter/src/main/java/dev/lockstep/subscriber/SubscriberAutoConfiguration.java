package dev.lockstep.subscriber;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.datasource.init.DatabasePopulatorUtils;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.MessageListener;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Wires a subscriber from Spring Boot's settings of Kafka and, if there is one, its database. */
@AutoConfiguration(
        after = KafkaAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration"
        })
@ConditionalOnProperty(name = "lockstep.subscriber.enabled", matchIfMissing = true)
@EnableConfigurationProperties(SubscriberProperties.class)
public class SubscriberAutoConfiguration {

    /** Positions in the database of the application, if it has one with a transaction manager. */
    @Configuration(proxyBeanMethods = false)
    @Order(0)
    @ConditionalOnClass({JdbcOperations.class, DataSource.class})
    static class JdbcPositions {
        @Bean
        @ConditionalOnMissingBean(SequenceStore.class)
        @ConditionalOnBean({JdbcOperations.class, PlatformTransactionManager.class})
        SequenceStore jdbcSequenceStore(
                JdbcOperations jdbc,
                DataSource dataSource,
                PlatformTransactionManager transactions,
                SubscriberProperties settings,
                Environment environment) {
            if (settings.initializeSchema()) {
                DatabasePopulatorUtils.execute(
                        new ResourceDatabasePopulator(
                                new ClassPathResource("postgresql.sql", SubscriberAutoConfiguration.class)),
                        dataSource);
            }
            return new JdbcSequenceStore(
                    jdbc, new TransactionTemplate(transactions), group(settings, environment), Clock.systemUTC());
        }
    }

    /** Positions in memory, if there is no database. */
    @Configuration(proxyBeanMethods = false)
    @Order(1)
    static class MemoryPositions {
        @Bean
        @ConditionalOnMissingBean(SequenceStore.class)
        SequenceStore inMemorySequenceStore() {
            return new InMemorySequenceStore(Clock.systemUTC());
        }
    }

    @Bean
    static ListenerMethods lockstepListenerMethods() {
        return new ListenerMethods();
    }

    @Bean
    SubscriberMetrics lockstepSubscriberMetrics(ObjectProvider<MeterRegistry> registry) {
        return new SubscriberMetrics(registry.getIfAvailable(SimpleMeterRegistry::new));
    }

    @Bean
    KafkaTopicReader lockstepTopicReader(ConsumerFactory<?, ?> consumers, SubscriberProperties settings) {
        return new KafkaTopicReader(bytesConsumers(consumers), settings, Clock.systemUTC());
    }

    @Bean
    EventDelivery lockstepEventDelivery(
            SequenceStore store,
            ListenerMethods listeners,
            KafkaTopicReader topic,
            SubscriberMetrics metrics,
            SubscriberProperties settings,
            ApplicationEventPublisher publisher) {
        return new EventDelivery(store, listeners, topic, metrics, settings, publisher::publishEvent);
    }

    @Bean
    MigrationReplay lockstepMigrationReplay(EventDelivery delivery, SequenceStore store, KafkaTopicReader topic) {
        return new MigrationReplay(delivery, store, topic);
    }

    @Bean(destroyMethod = "close")
    Admin lockstepSubscriberAdmin(KafkaAdmin admin) {
        return Admin.create(admin.getConfigurationProperties());
    }

    @Bean(destroyMethod = "destroy")
    DefaultKafkaProducerFactory<byte[], byte[]> lockstepDeadLetterProducers(ProducerFactory<?, ?> producers) {
        return new DefaultKafkaProducerFactory<>(
                producers.getConfigurationProperties(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Bean
    KafkaSubscriber lockstepSubscriber(
            ConsumerFactory<?, ?> consumers,
            DefaultKafkaProducerFactory<byte[], byte[]> lockstepDeadLetterProducers,
            Admin lockstepSubscriberAdmin,
            EventDelivery delivery,
            ListenerMethods listeners,
            SequenceStore store,
            SubscriberMetrics metrics,
            SubscriberProperties settings,
            Environment environment) {
        KafkaTopicIdentity identity = new KafkaTopicIdentity(lockstepSubscriberAdmin, store, settings.topic());
        ContainerProperties properties = new ContainerProperties(settings.topic());
        properties.setGroupId(group(settings, environment));
        properties.setAckMode(ContainerProperties.AckMode.RECORD);
        properties.setMissingTopicsFatal(false);
        properties.setConsumerRebalanceListener(identity);
        properties.setMessageListener(
                (MessageListener<byte[], byte[]>) source -> delivery.accept(KafkaEvent.read(source)));
        ConcurrentMessageListenerContainer<byte[], byte[]> container =
                new ConcurrentMessageListenerContainer<>(bytesConsumers(consumers), properties);
        container.setBeanName("lockstep-subscriber");
        container.setConcurrency(settings.concurrency());
        container.setCommonErrorHandler(
                new KafkaFailures(new KafkaTemplate<>(lockstepDeadLetterProducers), store, metrics, settings)
                        .errorHandler());
        KafkaSubscriber subscriber =
                new KafkaSubscriber(container, identity, listeners, store, settings, Clock.systemUTC());
        metrics.gauge("lag", subscriber, KafkaSubscriber::lag);
        metrics.gauge("stopped", store, positions -> positions.stopped().size());
        return subscriber;
    }

    @Bean
    MigrationSubscriberHealth lockstepSubscriberHealthIndicator(KafkaSubscriber subscriber, SequenceStore store) {
        return new MigrationSubscriberHealth(subscriber, store);
    }

    private static ConsumerFactory<byte[], byte[]> bytesConsumers(ConsumerFactory<?, ?> consumers) {
        Map<String, Object> properties = new HashMap<>(consumers.getConfigurationProperties());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return new DefaultKafkaConsumerFactory<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static String group(SubscriberProperties settings, Environment environment) {
        return settings.group() == null
                ? Objects.requireNonNull(
                        environment.getProperty("spring.application.name"),
                        "Set lockstep.subscriber.group, or spring.application.name, to the name of the subscriber")
                : settings.group();
    }
}
