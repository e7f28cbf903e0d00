package dev.lockstep.coordinator.restore;

import dev.lockstep.contract.protocol.Report;
import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.dispatch.JdbcBackups;
import dev.lockstep.coordinator.orchestration.CoordinatorSettings;
import dev.lockstep.coordinator.orchestration.MigrationTasks;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.queue.JdbcClaims;
import dev.lockstep.coordinator.schedule.Ticker;
import dev.lockstep.coordinator.schedule.WakeUp;
import dev.lockstep.coordinator.status.MigrationAccess;
import dev.lockstep.coordinator.unawaited.RequestReports;
import dev.lockstep.coordinator.unawaited.RequestRetries;
import dev.lockstep.coordinator.unawaited.RequestSender;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Beans for restores. */
@Configuration(proxyBeanMethods = false)
class RestoreConfiguration {
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);
    private static final int MAX_ATTEMPTS = 12;

    @Bean
    JdbcRestores restoreStore(JdbcTemplate jdbc) {
        return new JdbcRestores(jdbc);
    }

    @Bean
    RestoreDispatcher restoreDispatcher(JdbcBackups backups, JdbcRestores restores, RequestSender sender) {
        return new RestoreDispatcher(backups, restores, sender);
    }

    @Bean
    RestoreAnswers restoreAnswers(
            JdbcRestores restores, JdbcClaims claims, @Qualifier("starterWakeUp") WakeUp starterWakeUp) {
        return new RestoreAnswers(restores, claims, starterWakeUp);
    }

    @Bean
    RequestReports<Report.Restored> restoreReports(
            JdbcRestores restores, RestoreAnswers answers, Transactions transactions, CoordinatorSettings settings) {
        return new RequestReports<>(
                restores.requests(), Report.Restored.class, answers, transactions, settings.lease());
    }

    @Bean
    RestoreRules restoreRules(SagaJournal journal, JdbcBackups backups, JdbcClaims claims) {
        return new RestoreRules(journal, backups, claims);
    }

    @Bean
    RestoreController restoreController(
            RestoreRules rules,
            JdbcRestores store,
            RestoreDispatcher dispatcher,
            Transactions transactions,
            AuditTrail audit,
            MigrationAccess access) {
        Restores restores = new Restores(rules, store.requests(), dispatcher, transactions, audit);
        return new RestoreController(restores, store.requests(), access);
    }

    @Bean
    Ticker restoreTicker(
            JdbcRestores restores, RestoreDispatcher dispatcher, RestoreAnswers answers, Transactions transactions) {
        RequestRetries<Restore> retries = new RequestRetries<>(
                restores.requests(),
                answers,
                dispatcher::send,
                new MigrationTasks(transactions, System::nanoTime),
                MAX_ATTEMPTS);
        return new Ticker("restores", RETRY_INTERVAL, retries::handleAll);
    }
}
