package dev.lockstep.coordinator.contract;

import dev.lockstep.coordinator.dispatch.JdbcContractChecks;
import dev.lockstep.coordinator.orchestration.CoordinatorSettings;
import dev.lockstep.coordinator.orchestration.MigrationTasks;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.outbox.JdbcOutbox;
import dev.lockstep.coordinator.outbox.OutboxSender;
import dev.lockstep.coordinator.saga.CommandFactory;
import dev.lockstep.coordinator.schedule.Ticker;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Beans for the checks of contracts. */
@Configuration(proxyBeanMethods = false)
class ContractConfiguration {
    private static final Duration TICK = Duration.ofSeconds(1);

    @Bean
    ContractAnswers contractAnswers(JdbcContractChecks checks, SagaShell sagas, Transactions transactions) {
        return new ContractAnswers(checks, sagas, transactions);
    }

    @Bean
    ContractChecker contractChecker(
            JdbcContractChecks checks,
            SagaJournal journal,
            JdbcOutbox outbox,
            OutboxSender sender,
            Transactions transactions,
            CoordinatorSettings settings) {
        return new ContractChecker(
                checks,
                journal,
                outbox,
                sender::send,
                new CommandFactory(settings.lease()),
                new MigrationTasks(transactions, System::nanoTime),
                settings.contractCheckInterval());
    }

    @Bean
    Ticker contractCheckTicker(ContractChecker checker) {
        return new Ticker("contract-checks", TICK, checker::askAll);
    }
}
