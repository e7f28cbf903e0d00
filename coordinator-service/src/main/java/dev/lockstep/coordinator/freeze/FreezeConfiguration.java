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
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    @Bean
    JdbcFreezes freezeStore(JdbcTemplate jdbc) {
        return new JdbcFreezes(jdbc);
    }

    @Bean
    FreezeLog freezeLog(@Qualifier("starterWakeUp") WakeUp starterWakeUp) {
        return new FreezeLog(starterWakeUp);
    }

    @Bean
    Freezes freezes(JdbcFreezes store, FreezeLog log, PlatformTransactionManager transactions, AuditTrail audit) {
        return new Freezes(store, log, new TransactionTemplate(transactions), audit);
    }

    @Bean
    FreezeController freezeController(Freezes freezes, JdbcFreezes store) {
        return new FreezeController(freezes, store);
    }

    @Bean
    Ticker freezeTicker(Freezes freezes, JdbcFreezes store, MeterRegistry metrics) {
        FreezeGauge gauge = new FreezeGauge(store);
        gauge.register(metrics);
        return new Ticker("freezes", INTERVAL, () -> {
                    freezes.expire();
                    gauge.refresh();
                })
                .runAtStart();
    }
}
