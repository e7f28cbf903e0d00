package dev.lockstep.coordinator.deadline;

import dev.lockstep.coordinator.orchestration.CoordinatorSettings;
import dev.lockstep.coordinator.orchestration.JdbcDeadlines;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.outbox.JdbcOutbox;
import dev.lockstep.coordinator.tick.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What looks at the time. */
@Configuration(proxyBeanMethods = false)
class DeadlineConfiguration {
    private static final Duration LOOK = Duration.ofMillis(250);

    @Bean
    Deadlines deadlines(
            JdbcDeadlines rows,
            SagaShell sagas,
            Transactions transactions,
            Interruption interruption,
            MeterRegistry metrics) {
        Counter lapsed = Counter.builder("lockstep.leases.lapsed")
                .description("Dispatches that were silent past their lease")
                .register(metrics);
        return new Deadlines(rows, sagas, transactions, interruption, lapsed::increment);
    }

    @Bean
    Interruption interruption(Backlog backlog, CoordinatorSettings settings) {
        // Workers renew every third of a lease; half of one is a heartbeat and its way.
        return new Interruption(backlog, settings.lease().dividedBy(2), Clock.systemUTC());
    }

    @Bean
    RefusedDispatches refusedDispatches(JdbcOutbox outbox, SagaShell sagas, Transactions transactions) {
        return new RefusedDispatches(outbox, sagas, transactions);
    }

    @Bean
    Ticker deadlineTicker(Deadlines deadlines, RefusedDispatches refused) {
        return new Ticker("deadlines", LOOK, () -> {
            deadlines.tick();
            refused.tick();
        });
    }
}
