package dev.lockstep.coordinator.plan;

import dev.lockstep.coordinator.orchestration.CoordinatorSettings;
import dev.lockstep.coordinator.orchestration.Submissions;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.status.MigrationViews;
import dev.lockstep.coordinator.target.JdbcTargets;
import dev.lockstep.coordinator.tick.Ticker;
import java.time.Duration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The rules that a plan is judged by, and where it is posted. */
@Configuration(proxyBeanMethods = false)
class PlanConfiguration {
    @Bean
    PlanIntake planIntake(JdbcTargets targets) {
        return PlanIntake.withTargets(targets::all);
    }

    @Bean
    JdbcIdempotencyKeys idempotencyKeys(JdbcTemplate jdbc) {
        return new JdbcIdempotencyKeys(jdbc);
    }

    /** A client that asks again does so within hours, and keys last as long as what undoing needs. */
    @Bean
    Ticker idempotencyKeyHousekeeping(JdbcIdempotencyKeys keys, CoordinatorSettings settings) {
        return new Ticker("idempotency-keys", Duration.ofHours(1), () -> keys.forgetOlderThan(settings.retention()));
    }

    @Bean
    PlanController planController(
            PlanIntake intake,
            Submissions submissions,
            MigrationViews views,
            JdbcIdempotencyKeys keys,
            Transactions transactions,
            JsonMapper json) {
        return new PlanController(intake, new Posts(submissions, views, keys, transactions, json));
    }
}
