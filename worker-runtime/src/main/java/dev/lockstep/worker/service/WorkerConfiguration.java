package dev.lockstep.worker.service;

import dev.lockstep.worker.ReportEnvelope;
import dev.lockstep.worker.TargetConnector;
import dev.lockstep.worker.dispatch.Dispatches;
import dev.lockstep.worker.dispatch.ReportPublisher;
import dev.lockstep.worker.kafka.KafkaConfiguration;
import dev.lockstep.worker.target.ServedTargets;
import dev.lockstep.worker.target.TargetRegistrar;
import dev.lockstep.worker.target.TargetRegistrations;
import dev.lockstep.worker.target.TargetSettingsReader;
import dev.lockstep.worker.target.TargetsHealthIndicator;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * All of a worker but its {@link TargetConnector}.
 *
 * <p>The application also puts {@code spring.config.import=classpath:lockstep-worker.properties} into its properties,
 * since logging is set up before any configuration class is read.
 */
@Configuration(proxyBeanMethods = false)
@Import(KafkaConfiguration.class)
public class WorkerConfiguration {
    @Bean
    ServedTargets servedTargets(TargetConnector connector, ConfigurableEnvironment environment) {
        return ServedTargets.connect(connector, TargetSettingsReader.read(PropertyMaps.of(environment)));
    }

    @Bean
    ReportEnvelope reportEnvelope(TargetConnector connector) {
        String worker = "%s-worker@%s".formatted(connector.kind().name().toLowerCase(Locale.ROOT), ProcessName.here());
        return new ReportEnvelope(worker, UUID::randomUUID);
    }

    @Bean
    Dispatches dispatches(
            ServedTargets targets, ReportPublisher reports, ReportEnvelope envelope, MeterRegistry registry) {
        return new Dispatches(targets, reports, envelope, registry);
    }

    @Bean
    ExecutorService registrationThreads() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("registration-", 0).factory());
    }

    @Bean
    TargetRegistrar targetRegistrar(
            ReportEnvelope envelope, TargetRegistrations registrations, ExecutorService registrationThreads) {
        return new TargetRegistrar(envelope.worker(), registrations, Clock.systemUTC(), registrationThreads);
    }

    @Bean
    SmartLifecycle registrationSchedule(TargetRegistrar registrar, ServedTargets targets) {
        return new RegistrationSchedule(registrar, targets);
    }

    @Bean
    HealthIndicator targetsHealthIndicator(ServedTargets targets, TargetRegistrar registrar) {
        return new TargetsHealthIndicator(targets, registrar);
    }
}
