package dev.lockstep.coordinator.audit;

import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** Beans of the audit trail. */
@Configuration(proxyBeanMethods = false)
class AuditConfiguration {
    @Bean
    JdbcAuditTrail jdbcAuditTrail(JdbcTemplate jdbc) {
        return new JdbcAuditTrail(jdbc);
    }

    @Bean
    AuditTrail auditTrail(JdbcAuditTrail trail) {
        return new AuditTrail(trail, Clock.systemUTC());
    }

    @Bean
    AuditChain auditChain(JdbcAuditTrail trail) {
        return new AuditChain(trail);
    }

    @Bean
    AuditExport auditExport(JdbcAuditTrail trail) {
        return new AuditExport(trail);
    }
}
