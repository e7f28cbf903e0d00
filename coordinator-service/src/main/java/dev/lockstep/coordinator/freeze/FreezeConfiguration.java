package dev.lockstep.coordinator.freeze;

import dev.lockstep.coordinator.audit.AuditTrail;
import dev.lockstep.coordinator.schedule.Ticker;
import dev.lockstep.coordinator.schedule.WakeUp;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Beans for freezes. */
@Configuration(proxyBeanMethods = false)
class FreezeConfiguration {
    private static final Duration REFRESH_INTERVAL = Duration.ofSeconds(5);

    @Bean
    JdbcFreezes freezeStore(JdbcTemplate jdbc) {
        return new JdbcFreezes(jdbc);
    }

    @Bean
    FreezeLog freezeLog(@Qualifier("starterWakeUp") WakeUp starterWakeUp) {
        return new FreezeLog(starterWakeUp);
    }

    @Bean
    FreezeController freezeController(
            JdbcFreezes store, FreezeLog log, PlatformTransactionManager transactions, AuditTrail audit) {
        return new FreezeController(new Freezes(store, log, new TransactionTemplate(transactions), audit), store);
    }

    @Bean
    Ticker freezeTicker(JdbcFreezes store, FreezeLog log, MeterRegistry metrics) {
        FreezeGauge gauge = new FreezeGauge(store, log);
        gauge.register(metrics);
        return new Ticker("freezes", REFRESH_INTERVAL, gauge::refresh).runAtStart();
    }
}
