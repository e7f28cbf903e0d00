package dev.lockstep.coordinator.access;

import dev.lockstep.coordinator.audit.AuditChain;
import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.audit.JdbcAuditTrail;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What the commands of an administrator need: the database, and the tokens and audit trail in it. */
@ImportAutoConfiguration({
    DataSourceAutoConfiguration.class,
    FlywayAutoConfiguration.class,
    JdbcTemplateAutoConfiguration.class
})
class AdministratorConfiguration {
    @Bean
    ApiTokens apiTokens(JdbcTemplate jdbc) {
        return new ApiTokens(new JdbcApiTokens(jdbc), Clock.systemUTC(), new CredentialChecks());
    }

    @Bean
    AuditTrail auditTrail(JdbcTemplate jdbc) {
        return new AuditTrail(new JdbcAuditTrail(jdbc), Clock.systemUTC());
    }

    @Bean
    TransactionTemplate transactions(DataSource database) {
        return new TransactionTemplate(new JdbcTransactionManager(database));
    }

    @Bean
    AuditChain auditChain(JdbcTemplate jdbc) {
        return new AuditChain(new JdbcAuditTrail(jdbc));
    }
}
