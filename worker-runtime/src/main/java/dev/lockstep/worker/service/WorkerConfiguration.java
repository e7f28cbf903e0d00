package dev.lockstep.worker.service;

import dev.lockstep.service.PropertyMaps;
import dev.lockstep.worker.BackupStore;
import dev.lockstep.worker.ReportEnvelope;
import dev.lockstep.worker.TargetConnector;
import dev.lockstep.worker.access.AccessConfiguration;
import dev.lockstep.worker.backup.BackupConfiguration;
import dev.lockstep.worker.dispatch.ReportPublisher;
import dev.lockstep.worker.dispatch.TargetReportPublisher;
import dev.lockstep.worker.dispatch.WorkerDispatcher;
import dev.lockstep.worker.dispatch.WorkerServices;
import dev.lockstep.worker.kafka.KafkaConfiguration;
import dev.lockstep.worker.target.RegistrationMessages;
import dev.lockstep.worker.target.ServedTargets;
import dev.lockstep.worker.target.TargetChecks;
import dev.lockstep.worker.target.TargetRegistrar;
import dev.lockstep.worker.target.TargetRegistrationPublisher;
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
 * Spring configuration of a worker; the application adds its {@link TargetConnector}.
 *
 * <p>The application also sets {@code spring.config.import=classpath:lockstep-worker.properties}, because logging is
 * set up before configuration classes are read.
 */
@Configuration(proxyBeanMethods = false)
@Import({AccessConfiguration.class, BackupConfiguration.class, KafkaConfiguration.class})
public class WorkerConfiguration {
    @Bean
    ServedTargets servedTargets(TargetConnector connector, ConfigurableEnvironment environment) {
        return ServedTargets.connect(connector, TargetSettingsReader.read(PropertyMaps.of(environment)));
    }

    @Bean
    ReportEnvelope reportEnvelope(TargetConnector connector) {
        String worker =
                "%s-worker@%s".formatted(connector.kind().name().toLowerCase(Locale.ROOT), ProcessName.current());
        return new ReportEnvelope(worker, UUID::randomUUID);
    }

    @Bean
    WorkerServices workerServices(
            ReportPublisher reports,
            TargetReportPublisher targetReports,
            ReportEnvelope envelope,
            BackupStore backups) {
        return new WorkerServices(reports, targetReports, envelope, backups);
    }

    @Bean
    WorkerDispatcher workerDispatcher(ServedTargets targets, WorkerServices services, MeterRegistry registry) {
        return new WorkerDispatcher(targets, services, registry);
    }

    @Bean
    ExecutorService checkThreads() {
        return Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("target-check-", 0).factory());
    }

    @Bean
    TargetChecks targetChecks(ServedTargets targets, ExecutorService checkThreads) {
        return new TargetChecks(targets, checkThreads, System::nanoTime);
    }

    @Bean
    TargetRegistrar targetRegistrar(
            ReportEnvelope envelope,
            ServedTargets targets,
            TargetChecks checks,
            TargetRegistrationPublisher registrations) {
        RegistrationMessages messages = new RegistrationMessages(envelope.worker(), Clock.systemUTC());
        return new TargetRegistrar(messages, targets, checks, registrations, System::nanoTime);
    }

    @Bean
    SmartLifecycle registrationSchedule(ServedTargets targets, TargetChecks checks, TargetRegistrar registrar) {
        return new RegistrationSchedule(targets, checks, registrar);
    }

    @Bean
    SmartLifecycle abandonedCopiesSchedule(WorkerDispatcher dispatcher) {
        return new AbandonedCopiesSchedule(dispatcher::deleteAbandonedCopies);
    }

    @Bean
    HealthIndicator targetsHealthIndicator(ServedTargets targets, TargetChecks checks) {
        return new TargetsHealthIndicator(targets, checks);
    }
}
