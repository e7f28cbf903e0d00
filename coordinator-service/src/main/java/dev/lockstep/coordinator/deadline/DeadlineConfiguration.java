package dev.lockstep.coordinator.deadline;

import dev.lockstep.coordinator.dispatch.JdbcDeadlines;
import dev.lockstep.coordinator.dispatch.JdbcDispatches;
import dev.lockstep.coordinator.dispatch.JdbcGateChecks;
import dev.lockstep.coordinator.dispatch.JdbcLeases;
import dev.lockstep.coordinator.dispatch.JdbcPlanDeadlines;
import dev.lockstep.coordinator.dispatch.JdbcRetries;
import dev.lockstep.coordinator.orchestration.CoordinatorSettings;
import dev.lockstep.coordinator.orchestration.MigrationTasks;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.queue.JdbcQueue;
import dev.lockstep.coordinator.schedule.Ticker;
import dev.lockstep.coordinator.target.RegisteredTargets;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Beans that handle missing workers, due retries, gates, deadlines of plans and lapsed leases. */
@Configuration(proxyBeanMethods = false)
class DeadlineConfiguration {
    private static final Duration MISSING_WORKER_INTERVAL = Duration.ofSeconds(5);
    private static final Duration INTERVAL = Duration.ofMillis(250);

    /** The tasks of the deadline ticker. */
    @Bean
    MigrationTasks deadlineTasks(Transactions transactions) {
        return new MigrationTasks(transactions, System::nanoTime);
    }

    @Bean
    DueRetryHandler dueRetryHandler(JdbcRetries retries, SagaShell sagas, MigrationTasks tasks) {
        return new DueRetryHandler(retries, sagas, tasks);
    }

    @Bean
    DueGateHandler dueGateHandler(JdbcTemplate jdbc, SagaShell sagas, MigrationTasks tasks) {
        return new DueGateHandler(new JdbcGateChecks(jdbc), sagas, tasks);
    }

    @Bean
    PlanDeadlineHandler planDeadlineHandler(JdbcTemplate jdbc, SagaShell sagas, MigrationTasks tasks) {
        return new PlanDeadlineHandler(new JdbcPlanDeadlines(jdbc), sagas, tasks);
    }

    @Bean
    LapseGuard lapseGuard(ReportBacklog backlog, CoordinatorSettings settings) {
        // A worker sends three heartbeats per lease; half a lease covers the wait for the next one and its delivery.
        return new LapseGuard(backlog, settings.lease().dividedBy(2), System::nanoTime);
    }

    @Bean
    LapsedLeaseHandler lapsedLeaseHandler(
            JdbcLeases leases, JdbcDispatches dispatches, LapseGuard guard, SagaShell sagas, MigrationTasks tasks) {
        return new LapsedLeaseHandler(leases, dispatches, guard, sagas, tasks);
    }

    @Bean
    Ticker missingWorkerTicker(
            RegisteredTargets targets,
            JdbcTemplate jdbc,
            ReportBacklog backlog,
            SagaShell sagas,
            Transactions transactions,
            CoordinatorSettings settings) {
        MissingWorkerHandler handler = new MissingWorkerHandler(
                targets,
                new JdbcQueue(jdbc),
                backlog,
                sagas,
                new MigrationTasks(transactions, System::nanoTime),
                settings.silenceLimit(),
                System::nanoTime);
        return new Ticker("missing-workers", MISSING_WORKER_INTERVAL, handler::handleAll);
    }

    @Bean
    Ticker deadlineTicker(
            JdbcDeadlines deadlines,
            DueRetryHandler retries,
            DueGateHandler gates,
            PlanDeadlineHandler planDeadlines,
            LapsedLeaseHandler leases) {
        return new Ticker("deadlines", INTERVAL, () -> {
            JdbcDeadlines.Passed passed = deadlines.passed();
            if (passed.hasDueRetry()) {
                retries.handleAll();
            }
            if (passed.hasDueGate()) {
                gates.handleAll();
            }
            if (passed.hasPlanDeadline()) {
                planDeadlines.handleAll();
            }
            if (passed.hasLapsedLease()) {
                leases.handleAll(passed.at());
            }
        });
    }
}
