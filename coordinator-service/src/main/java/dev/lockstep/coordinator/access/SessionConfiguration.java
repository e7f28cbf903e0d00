package dev.lockstep.coordinator.access;

import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.schedule.Ticker;
import java.time.Duration;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Beans for sessions of browsers. */
@Configuration(proxyBeanMethods = false)
class SessionConfiguration {
    private static final Duration DELETION_INTERVAL = Duration.ofMinutes(10);

    @Bean
    Sessions sessions(JdbcTemplate jdbc, ApiTokens tokens, Optional<JwtCallers> jwts, CredentialChecks checks) {
        return new Sessions(new JdbcSessions(jdbc), tokens, jwts.orElse(null), checks);
    }

    @Bean
    SignIn signIn(BearerTokens tokens, Sessions sessions, PlatformTransactionManager transactions, AuditTrail audit) {
        return new SignIn(tokens, sessions, new TransactionTemplate(transactions), audit);
    }

    @Bean
    Ticker sessionTicker(Sessions sessions) {
        return new Ticker("ended-sessions", DELETION_INTERVAL, sessions::deleteEnded);
    }
}
