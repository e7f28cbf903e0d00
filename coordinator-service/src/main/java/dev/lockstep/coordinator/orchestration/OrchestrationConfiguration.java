package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.outbox.JdbcOutbox;
import dev.lockstep.coordinator.saga.SagaDecider;
import dev.lockstep.coordinator.saga.SagaEffects;
import dev.lockstep.coordinator.saga.SagaEvolution;
import dev.lockstep.coordinator.saga.SagaPolicy;
import dev.lockstep.coordinator.target.JdbcTargets;
import dev.lockstep.coordinator.tick.Bell;
import dev.lockstep.coordinator.tick.Ticker;
import java.time.Duration;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/** The shell around the saga. */
@Configuration(proxyBeanMethods = false)
class OrchestrationConfiguration {
    @Bean
    SagaShell.Saga saga(CoordinatorSettings settings) {
        SagaPolicy policy = settings.policy();
        return new SagaShell.Saga(new SagaDecider(policy), new SagaEvolution(), new SagaEffects(policy));
    }

    @Bean
    Transactions transactions(PlatformTransactionManager manager) {
        return new Transactions(manager);
    }

    @Bean
    JdbcSagaJournal sagaJournal(JdbcTemplate jdbc, SagaShell.Saga saga) {
        return new JdbcSagaJournal(jdbc, saga.evolution());
    }

    @Bean
    JdbcDispatches dispatches(JdbcTemplate jdbc) {
        return new JdbcDispatches(jdbc);
    }

    @Bean
    JdbcDeadlines deadlineRows(JdbcTemplate jdbc) {
        return new JdbcDeadlines(jdbc);
    }

    @Bean
    JdbcClaims claims(JdbcTemplate jdbc) {
        return new JdbcClaims(jdbc);
    }

    @Bean
    Aftermath aftermath(
            JdbcOutbox outbox,
            JdbcDispatches dispatches,
            JdbcDeadlines deadlines,
            JdbcClaims claims,
            Announcements announcements) {
        return new Aftermath(outbox, dispatches, deadlines, claims, announcements);
    }

    @Bean
    SagaShell sagaShell(SagaJournal journal, SagaShell.Saga saga, Aftermath aftermath, Transactions transactions) {
        return new SagaShell(journal, saga, aftermath, transactions);
    }

    @Bean
    Actions actions(SagaJournal journal, SagaShell sagas, Transactions transactions) {
        return new Actions(journal, sagas, transactions);
    }

    @Bean
    Queue queue(
            JdbcClaims claims, JdbcTargets targets, SagaJournal journal, SagaShell sagas, Transactions transactions) {
        return new Queue(claims, targets, journal, sagas, transactions);
    }

    @Bean
    Submissions submissions(JdbcTemplate jdbc, JdbcClaims claims, SagaShell sagas, Queue queue) {
        return new Submissions(
                new JdbcMigrations(jdbc), claims, sagas, queue, () -> new MigrationId(UUID.randomUUID()));
    }

    @Bean
    Bell queueBell() {
        return new Bell();
    }

    @Bean
    Ticker queueTicker(Queue queue, @Qualifier("queueBell") Bell bell) {
        return new Ticker("queue", Duration.ofSeconds(1), queue::tick).wokenBy(bell);
    }
}
