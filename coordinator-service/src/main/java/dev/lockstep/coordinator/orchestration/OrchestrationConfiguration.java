package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.outbox.OutboxSender;
import dev.lockstep.coordinator.queue.JdbcClaims;
import dev.lockstep.coordinator.queue.JdbcQueue;
import dev.lockstep.coordinator.queue.WaitReasons;
import dev.lockstep.coordinator.saga.SagaDecider;
import dev.lockstep.coordinator.saga.SagaEffects;
import dev.lockstep.coordinator.saga.SagaPolicy;
import dev.lockstep.coordinator.schedule.Ticker;
import dev.lockstep.coordinator.schedule.WakeUp;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/** Beans that handle saga commands, submit plans and start migrations. */
@Configuration(proxyBeanMethods = false)
class OrchestrationConfiguration {
    private static final Duration STARTER_INTERVAL = Duration.ofSeconds(1);

    @Bean
    Transactions transactions(PlatformTransactionManager manager) {
        return new Transactions(manager);
    }

    @Bean
    SagaJournal sagaJournal(JdbcTemplate jdbc) {
        return new JdbcSagaJournal(jdbc);
    }

    @Bean
    SagaPolicy sagaPolicy(CoordinatorSettings settings) {
        return settings.policy();
    }

    @Bean
    SagaShell sagaShell(
            SagaJournal journal,
            LinkedMigrations linked,
            SagaPolicy policy,
            JdbcSagaWriter writer,
            Transactions transactions,
            CommitNotifier notifier) {
        return new SagaShell(journal, new SagaDecider(policy), writer, linked, transactions, notifier);
    }

    @Bean
    LinkedMigrations linkedMigrations(JdbcTemplate jdbc, JdbcClaims claims, SagaJournal journal) {
        return new LinkedMigrations(new JdbcMigrations(jdbc), claims, journal);
    }

    @Bean
    JdbcSagaWriter sagaWriter(JdbcTemplate jdbc, JdbcClaims claims, JdbcQueue queue, SagaPolicy policy) {
        return new JdbcSagaWriter(jdbc, claims, queue, new SagaEffects(policy));
    }

    @Bean
    CommitNotifier commitNotifier(List<CommitListener> listeners, OutboxSender sender) {
        return new CommitNotifier(listeners, sender::send);
    }

    @Bean
    CommitListener commitWakeUps(@Qualifier("starterWakeUp") WakeUp starterWakeUp) {
        return new CommitWakeUps(starterWakeUp);
    }

    @Bean
    MigrationStarter migrationStarter(
            JdbcQueue queue, WaitReasons waitReasons, SagaJournal journal, SagaShell sagas, Transactions transactions) {
        return new MigrationStarter(
                queue, waitReasons, journal, sagas, new MigrationTasks(transactions, System::nanoTime));
    }

    @Bean
    SubmissionService submissionService(JdbcTemplate jdbc, JdbcQueue queue, SagaShell sagas, MigrationStarter starter) {
        return new SubmissionService(
                new JdbcMigrations(jdbc), queue, sagas, starter, () -> new MigrationId(UUID.randomUUID()));
    }

    /** Signalled when the queue of a target has changed. */
    @Bean
    WakeUp starterWakeUp() {
        return new WakeUp();
    }

    @Bean
    Ticker starterTicker(
            MigrationStarter starter,
            @Qualifier("starterWakeUp") WakeUp starterWakeUp,
            @Qualifier("registrationWakeUp") WakeUp registrationWakeUp) {
        return new Ticker("migration-starter", STARTER_INTERVAL, starter::startAll)
                .wakeOn(starterWakeUp)
                .wakeOn(registrationWakeUp);
    }
}
