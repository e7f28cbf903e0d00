package dev.lockstep.coordinator.deadline;

import dev.lockstep.coordinator.dispatch.JdbcDispatches;
import dev.lockstep.coordinator.dispatch.JdbcLeases;
import dev.lockstep.coordinator.dispatch.JdbcRetries;
import dev.lockstep.coordinator.orchestration.CoordinatorSettings;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.schedule.Ticker;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The deadlines and their ticker. */
@Configuration(proxyBeanMethods = false)
class DeadlineConfiguration {
    private static final Duration INTERVAL = Duration.ofMillis(250);

    @Bean
    DueRetries dueRetries(JdbcRetries retries, SagaShell sagas, Transactions transactions) {
        return new DueRetries(retries, sagas, transactions);
    }

    @Bean
    LapseGuard lapseGuard(ReportBacklog backlog, CoordinatorSettings settings) {
        // A worker sends a heartbeat every third of a lease; half a lease covers one heartbeat and its transport.
        return new LapseGuard(backlog, settings.lease().dividedBy(2), Clock.systemUTC());
    }

    @Bean
    LapsedLeases lapsedLeases(
            JdbcLeases leases,
            JdbcDispatches dispatches,
            LapseGuard guard,
            SagaShell sagas,
            Transactions transactions) {
        return new LapsedLeases(leases, dispatches, guard, sagas, transactions);
    }

    @Bean
    Ticker deadlineTicker(DueRetries retries, LapsedLeases leases) {
        return new Ticker("deadlines", INTERVAL, () -> {
            retries.tick();
            leases.tick();
        });
    }
}
