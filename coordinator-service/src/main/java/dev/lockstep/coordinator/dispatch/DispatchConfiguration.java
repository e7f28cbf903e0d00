package dev.lockstep.coordinator.dispatch;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Beans that store dispatches, leases and scheduled retries. */
@Configuration(proxyBeanMethods = false)
class DispatchConfiguration {
    @Bean
    JdbcDispatches dispatches(JdbcTemplate jdbc) {
        return new JdbcDispatches(jdbc);
    }

    @Bean
    JdbcLeases leases(JdbcTemplate jdbc) {
        return new JdbcLeases(jdbc);
    }

    @Bean
    JdbcRetries retries(JdbcTemplate jdbc) {
        return new JdbcRetries(jdbc);
    }

    @Bean
    JdbcEndpointCalls endpointCallRows(JdbcTemplate jdbc) {
        return new JdbcEndpointCalls(jdbc);
    }

    @Bean
    JdbcTargetFences targetFences(JdbcTemplate jdbc) {
        return new JdbcTargetFences(jdbc);
    }

    @Bean
    JdbcBackups backups(JdbcTemplate jdbc) {
        return new JdbcBackups(jdbc);
    }

    @Bean
    JdbcContractChecks contractChecks(JdbcTemplate jdbc) {
        return new JdbcContractChecks(jdbc);
    }

    @Bean
    JdbcDeadlines deadlines(JdbcTemplate jdbc) {
        return new JdbcDeadlines(jdbc);
    }
}
