package dev.lockstep.coordinator.downgrade;

import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.queue.JdbcClaims;
import dev.lockstep.coordinator.queue.WaitReasons;
import dev.lockstep.coordinator.saga.SagaDecider;
import dev.lockstep.coordinator.saga.SagaPolicy;
import dev.lockstep.coordinator.schedule.Ticker;
import dev.lockstep.coordinator.schedule.WakeUp;
import dev.lockstep.coordinator.status.MigrationViews;
import dev.lockstep.coordinator.target.RegisteredTargets;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Beans for downgrades. */
@Configuration(proxyBeanMethods = false)
class DowngradeConfiguration {
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    @Bean
    JdbcDowngrades downgradeStore(JdbcTemplate jdbc) {
        return new JdbcDowngrades(jdbc);
    }

    /** Signalled when a downgrade may be able to continue. */
    @Bean
    WakeUp downgradeWakeUp() {
        return new WakeUp();
    }

    @Bean
    DowngradeViews downgradeViews(MemberRollbacks rollbacks, MigrationViews migrations, WaitReasons waitReasons) {
        return new DowngradeViews(rollbacks, migrations, waitReasons);
    }

    @Bean
    OpenDowngrades openDowngrades(JdbcDowngrades store, @Qualifier("downgradeWakeUp") WakeUp downgradeWakeUp) {
        return new OpenDowngrades(store, downgradeWakeUp);
    }

    @Bean
    MemberRollbacks memberRollbacks(JdbcDowngrades store, SagaJournal journal, SagaShell sagas) {
        return new MemberRollbacks(store, journal, sagas);
    }

    @Bean
    DowngradeEnding downgradeEnding(
            JdbcDowngrades store, JdbcClaims claims, @Qualifier("starterWakeUp") WakeUp starterWakeUp) {
        return new DowngradeEnding(store, claims, starterWakeUp);
    }

    @Bean
    DowngradeStart downgradeStart(
            JdbcDowngrades store,
            JdbcClaims claims,
            JdbcTemplate jdbc,
            SagaJournal journal,
            Transactions transactions,
            AuditTrail audit,
            @Qualifier("downgradeWakeUp") WakeUp downgradeWakeUp) {
        DowngradePlanner planner = new DowngradePlanner(
                new JdbcDowngradeSets(jdbc), claims, journal, new SagaDecider(SagaPolicy.standard()));
        return new DowngradeStart(planner, store, claims, transactions, audit, downgradeWakeUp);
    }

    @Bean
    DowngradeActions downgradeActions(
            JdbcDowngrades store,
            MemberRollbacks rollbacks,
            DowngradeEnding ending,
            Transactions transactions,
            AuditTrail audit,
            @Qualifier("downgradeWakeUp") WakeUp downgradeWakeUp) {
        return new DowngradeActions(store, rollbacks, ending, transactions, audit, downgradeWakeUp);
    }

    @Bean
    DowngradeController downgradeController(
            DowngradeStart start,
            DowngradeActions actions,
            JdbcDowngrades store,
            DowngradeViews views,
            MemberRollbacks rollbacks,
            RegisteredTargets targets) {
        return new DowngradeController(start, actions, store, views, rollbacks, targets);
    }

    @Bean
    Ticker downgradeTicker(
            OpenDowngrades open,
            JdbcDowngrades store,
            MemberRollbacks rollbacks,
            DowngradeEnding ending,
            WaitReasons waitReasons,
            Transactions transactions,
            MeterRegistry metrics,
            @Qualifier("downgradeWakeUp") WakeUp downgradeWakeUp) {
        Stream.of(DowngradeState.RUNNING, DowngradeState.STOPPED)
                .forEach(state -> Gauge.builder("lockstep.downgrades", open, it -> it.count(state))
                        .description("Open downgrades by state")
                        .tag("state", state.name().toLowerCase(Locale.ROOT))
                        .register(metrics));
        DowngradeRunner runner = new DowngradeRunner(store, rollbacks, ending, waitReasons, transactions);
        return new Ticker("downgrades", INTERVAL, () -> open.refresh().forEach(runner::advance))
                .wakeOn(downgradeWakeUp)
                .runAtStart();
    }
}
