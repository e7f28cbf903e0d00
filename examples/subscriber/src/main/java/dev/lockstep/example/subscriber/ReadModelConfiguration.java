package dev.lockstep.example.subscriber;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcOperations;

/** The read model over the database of the service. */
@Configuration(proxyBeanMethods = false)
class ReadModelConfiguration {
    @Bean
    JdbcReadModel readModel(JdbcOperations jdbc) {
        return new JdbcReadModel(jdbc);
    }
}
