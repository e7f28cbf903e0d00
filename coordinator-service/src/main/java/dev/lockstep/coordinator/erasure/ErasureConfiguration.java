package dev.lockstep.coordinator.erasure;

import dev.lockstep.contract.protocol.Report;
import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.orchestration.CoordinatorSettings;
import dev.lockstep.coordinator.orchestration.MigrationTasks;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.schedule.Ticker;
import dev.lockstep.coordinator.status.MigrationAccess;
import dev.lockstep.coordinator.unawaited.RequestReports;
import dev.lockstep.coordinator.unawaited.RequestRetries;
import dev.lockstep.coordinator.unawaited.RequestSender;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Beans for erasures. */
@Configuration(proxyBeanMethods = false)
class ErasureConfiguration {
    static final int MAX_ATTEMPTS = 10;
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

    @Bean
    JdbcErasures erasureStore(JdbcTemplate jdbc) {
        return new JdbcErasures(jdbc);
    }

    @Bean
    ErasureDispatcher erasureDispatcher(SagaJournal journal, JdbcErasures erasures, RequestSender sender) {
        return new ErasureDispatcher(journal, erasures.requests(), sender);
    }

    @Bean
    RequestReports<Report.Succeeded> erasureReports(
            JdbcErasures erasures, Transactions transactions, CoordinatorSettings settings) {
        return new RequestReports<>(
                erasures.requests(),
                Report.Succeeded.class,
                new ErasureAnswers(erasures),
                transactions,
                settings.lease());
    }

    @Bean
    ErasureController erasureController(
            SagaJournal journal,
            JdbcErasures store,
            ErasureDispatcher dispatcher,
            Transactions transactions,
            AuditTrail audit,
            MigrationAccess access) {
        Erasures erasures = new Erasures(journal, store, dispatcher, transactions, audit);
        return new ErasureController(erasures, store.requests(), access);
    }

    @Bean
    Ticker erasureTicker(JdbcErasures erasures, ErasureDispatcher dispatcher, Transactions transactions) {
        RequestRetries<Erasure> retries = new RequestRetries<>(
                erasures.requests(),
                new ErasureAnswers(erasures),
                dispatcher::sendIfAllowed,
                new MigrationTasks(transactions, System::nanoTime),
                MAX_ATTEMPTS);
        return new Ticker("erasures", RETRY_INTERVAL, retries::handleAll);
    }
}
