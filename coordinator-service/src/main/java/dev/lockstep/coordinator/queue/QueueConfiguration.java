package dev.lockstep.coordinator.queue;

import dev.lockstep.coordinator.freeze.JdbcFreezes;
import dev.lockstep.coordinator.freeze.JdbcTargetStops;
import dev.lockstep.coordinator.target.RegisteredTargets;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Beans for the claims on targets and for the reasons why migrations wait. */
@Configuration(proxyBeanMethods = false)
class QueueConfiguration {
    @Bean
    JdbcClaims claims(JdbcTemplate jdbc) {
        return new JdbcClaims(jdbc);
    }

    @Bean
    JdbcQueue queue(JdbcTemplate jdbc) {
        return new JdbcQueue(jdbc);
    }

    @Bean
    JdbcTargetStops targetStops(JdbcTemplate jdbc) {
        return new JdbcTargetStops(jdbc);
    }

    @Bean
    WaitReasons waitReasons(JdbcFreezes freezes, JdbcTargetStops stops, JdbcQueue queue, RegisteredTargets targets) {
        return new WaitReasons(freezes, stops, queue, targets);
    }
}
