package dev.lockstep.coordinator.restore;

import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.dispatch.JdbcBackups;
import dev.lockstep.coordinator.orchestration.CoordinatorSettings;
import dev.lockstep.coordinator.orchestration.MigrationTasks;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.outbox.JdbcOutbox;
import dev.lockstep.coordinator.outbox.OutboxSender;
import dev.lockstep.coordinator.queue.JdbcClaims;
import dev.lockstep.coordinator.schedule.Ticker;
import dev.lockstep.coordinator.schedule.WakeUp;
import dev.lockstep.coordinator.status.MigrationAccess;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Beans for restores. */
@Configuration(proxyBeanMethods = false)
class RestoreConfiguration {
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

    @Bean
    JdbcRestores restoreStore(JdbcTemplate jdbc) {
        return new JdbcRestores(jdbc);
    }

    @Bean
    RestoreDispatcher restoreDispatcher(
            SagaJournal journal,
            JdbcBackups backups,
            JdbcRestores restores,
            JdbcOutbox outbox,
            OutboxSender sender,
            CoordinatorSettings settings) {
        return new RestoreDispatcher(journal, backups, restores, outbox, sender::send, settings.lease());
    }

    @Bean
    RestoreEnd restoreEnd(JdbcRestores restores, JdbcClaims claims, @Qualifier("starterWakeUp") WakeUp starterWakeUp) {
        return new RestoreEnd(restores, claims, starterWakeUp);
    }

    @Bean
    RestoreReports restoreReports(JdbcRestores restores, RestoreEnd end, Transactions transactions) {
        return new RestoreReports(restores, end, transactions);
    }

    @Bean
    Restores restoreRequests(
            SagaJournal journal,
            JdbcBackups backups,
            JdbcRestores store,
            JdbcClaims claims,
            RestoreDispatcher dispatcher,
            Transactions transactions,
            AuditTrail audit) {
        return new Restores(journal, backups, store, claims, dispatcher, transactions, audit);
    }

    @Bean
    RestoreController restoreController(Restores restores, JdbcRestores store, MigrationAccess access) {
        return new RestoreController(restores, store, access);
    }

    @Bean
    Ticker restoreTicker(
            JdbcRestores restores, RestoreDispatcher dispatcher, RestoreEnd end, Transactions transactions) {
        RestoreRetries retries =
                new RestoreRetries(restores, dispatcher, end, new MigrationTasks(transactions, System::nanoTime));
        return new Ticker("restores", RETRY_INTERVAL, retries::handleAll);
    }
}
