package dev.lockstep.coordinator.plan;

import dev.lockstep.coordinator.orchestration.Submissions;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.coordinator.status.MigrationViews;
import dev.lockstep.coordinator.target.JdbcTargets;
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
