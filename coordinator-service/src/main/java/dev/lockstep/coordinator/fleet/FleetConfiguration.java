package dev.lockstep.coordinator.fleet;

import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.SubmissionService;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.plan.GroupSettings;
import dev.lockstep.coordinator.plan.PlanRequests;
import dev.lockstep.coordinator.plan.TargetGroups;
import dev.lockstep.coordinator.queue.JdbcQueue;
import dev.lockstep.coordinator.queue.WaitReasons;
import dev.lockstep.coordinator.schedule.Ticker;
import dev.lockstep.coordinator.schedule.WakeUp;
import dev.lockstep.coordinator.status.MigrationViews;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Beans for fleets. */
@Configuration(proxyBeanMethods = false)
class FleetConfiguration {
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    @Bean
    JdbcFleets fleetStore(JdbcTemplate jdbc) {
        return new JdbcFleets(jdbc);
    }

    /** Signalled when there may be something to do for a fleet. */
    @Bean
    WakeUp fleetWakeUp() {
        return new WakeUp();
    }

    @Bean
    OpenFleets openFleets(JdbcFleets store, @Qualifier("fleetWakeUp") WakeUp fleetWakeUp) {
        return new OpenFleets(store, fleetWakeUp);
    }

    @Bean
    MemberMigrations memberMigrations(
            JdbcFleets store, SubmissionService submissionService, SagaJournal journal, SagaShell sagas) {
        return new MemberMigrations(store, submissionService, journal, sagas);
    }

    @Bean
    FleetRunner fleetRunner(
            JdbcTemplate jdbc,
            JdbcFleets store,
            MemberMigrations migrations,
            WaitReasons waitReasons,
            Transactions transactions) {
        MemberRollbacks rollbacks =
                new MemberRollbacks(store, new JdbcMemberRollbacks(jdbc), migrations, waitReasons, transactions);
        return new FleetRunner(store, migrations, rollbacks, transactions);
    }

    @Bean
    FleetReports fleetReports(
            JdbcTemplate jdbc,
            JdbcFleets store,
            SagaJournal journal,
            MigrationViews migrations,
            WaitReasons waitReasons,
            TargetGroups groups,
            GroupSettings settings) {
        FleetViews views = new FleetViews(journal, migrations, waitReasons, groups, new JdbcConflicts(jdbc));
        return new FleetReports(store, new FleetAccess(store), views, settings.environment());
    }

    @Bean
    FleetController fleetController(
            PlanRequests plans,
            JdbcFleets store,
            FleetRunner runner,
            MemberMigrations migrations,
            FleetReports reports,
            GroupSettings settings,
            JdbcQueue queue,
            Transactions transactions,
            AuditTrail audit,
            @Qualifier("fleetWakeUp") WakeUp fleetWakeUp) {
        FleetStart start = new FleetStart(store, settings.environment(), queue, transactions, audit, fleetWakeUp);
        FleetActions actions = new FleetActions(store, runner, queue, transactions, audit, fleetWakeUp);
        return new FleetController(
                plans,
                start,
                actions,
                new FleetPreviews(store, start, actions, migrations, transactions),
                reports,
                new FleetAccess(store));
    }

    @Bean
    Ticker fleetTicker(
            OpenFleets open, FleetRunner runner, MeterRegistry metrics, @Qualifier("fleetWakeUp") WakeUp fleetWakeUp) {
        Arrays.stream(FleetState.values()).filter(FleetState::isOpen).forEach(state -> Gauge.builder(
                        "lockstep.fleets", open, it -> it.count(state))
                .description("Open fleets by state")
                .tag("state", state.name().toLowerCase(Locale.ROOT))
                .register(metrics));
        return new Ticker("fleets", INTERVAL, () -> open.refresh().forEach(runner::advance))
                .wakeOn(fleetWakeUp)
                .runAtStart();
    }
}
