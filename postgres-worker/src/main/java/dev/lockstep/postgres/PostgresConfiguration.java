package dev.lockstep.postgres;

import dev.lockstep.worker.TargetConnector;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PostgresConfiguration {
    @Bean
    TargetConnector postgresConnector() {
        return new PostgresConnector();
    }
}
