package dev.lockstep.coordinator.erasure;

import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.orchestration.CoordinatorSettings;
import dev.lockstep.coordinator.orchestration.MigrationTasks;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.outbox.JdbcOutbox;
import dev.lockstep.coordinator.outbox.OutboxSender;
import dev.lockstep.coordinator.schedule.Ticker;
import dev.lockstep.coordinator.status.MigrationAccess;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Beans for erasures. */
@Configuration(proxyBeanMethods = false)
class ErasureConfiguration {
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

    @Bean
    JdbcErasures erasureStore(JdbcTemplate jdbc) {
        return new JdbcErasures(jdbc);
    }

    @Bean
    ErasureDispatcher erasureDispatcher(
            SagaJournal journal,
            JdbcErasures erasures,
            JdbcOutbox outbox,
            OutboxSender sender,
            CoordinatorSettings settings) {
        return new ErasureDispatcher(journal, erasures, outbox, sender::send, settings.lease());
    }

    @Bean
    ErasureReports erasureReports(JdbcErasures erasures, Transactions transactions) {
        return new ErasureReports(erasures, transactions);
    }

    @Bean
    ErasureController erasureController(
            SagaJournal journal,
            JdbcErasures store,
            ErasureDispatcher dispatcher,
            Transactions transactions,
            AuditTrail audit,
            MigrationAccess access) {
        return new ErasureController(new Erasures(journal, store, dispatcher, transactions, audit), store, access);
    }

    @Bean
    Ticker erasureTicker(
            SagaJournal journal, JdbcErasures erasures, ErasureDispatcher dispatcher, Transactions transactions) {
        ErasureRetries retries =
                new ErasureRetries(journal, erasures, dispatcher, new MigrationTasks(transactions, System::nanoTime));
        return new Ticker("erasures", RETRY_INTERVAL, retries::handleAll);
    }
}
