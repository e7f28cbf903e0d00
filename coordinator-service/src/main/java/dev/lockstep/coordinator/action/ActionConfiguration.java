package dev.lockstep.coordinator.action;

import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.orchestration.CoordinatorSettings;
import dev.lockstep.coordinator.orchestration.JdbcDryRuns;
import dev.lockstep.coordinator.orchestration.SagaJournal;
import dev.lockstep.coordinator.orchestration.SagaShell;
import dev.lockstep.coordinator.orchestration.SubmissionService;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.plan.PlanRequests;
import dev.lockstep.coordinator.queue.JdbcQueue;
import dev.lockstep.coordinator.schedule.Ticker;
import dev.lockstep.coordinator.status.MigrationAccess;
import dev.lockstep.coordinator.status.MigrationViews;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Beans for submissions and operator actions. */
@Configuration(proxyBeanMethods = false)
class ActionConfiguration {
    private static final Duration CLEANUP_INTERVAL = Duration.ofHours(1);

    @Bean
    JdbcIdempotencyKeys idempotencyKeys(JdbcTemplate jdbc) {
        return new JdbcIdempotencyKeys(jdbc);
    }

    @Bean
    Ticker idempotencyKeyCleanupTicker(JdbcIdempotencyKeys keys, CoordinatorSettings settings) {
        return new Ticker(
                "idempotency-key-cleanup", CLEANUP_INTERVAL, () -> keys.deleteOlderThan(settings.retention()));
    }

    @Bean
    PlanSubmission planSubmission(
            SubmissionService submissionService,
            MigrationViews views,
            JdbcIdempotencyKeys keys,
            Transactions transactions,
            AuditTrail audit,
            JsonMapper json) {
        return new PlanSubmission(new AuditedSubmissions(submissionService, audit), views, keys, transactions, json);
    }

    @Bean
    SubmissionController submissionController(PlanRequests plans, PlanSubmission submission) {
        return new SubmissionController(plans, submission);
    }

    @Bean
    ApprovedDryRuns approvedDryRuns(JdbcTemplate jdbc, SagaJournal journal) {
        return new ApprovedDryRuns(new JdbcDryRuns(jdbc), journal);
    }

    @Bean
    ActionController actionController(
            SagaShell sagas,
            Transactions transactions,
            AuditTrail audit,
            MigrationViews views,
            MigrationAccess access,
            ApprovedDryRuns dryRuns,
            JdbcQueue queue) {
        return new ActionController(new MigrationActions(sagas, transactions, audit, queue), views, access, dryRuns);
    }
}
