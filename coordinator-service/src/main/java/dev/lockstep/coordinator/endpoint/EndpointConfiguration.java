package dev.lockstep.coordinator.endpoint;

import dev.lockstep.service.PropertyMaps;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.ConfigurableEnvironment;

/** Beans for endpoints. */
@Configuration(proxyBeanMethods = false)
class EndpointConfiguration {
    @Bean
    Endpoints endpoints(ConfigurableEnvironment environment) {
        return Endpoints.read(PropertyMaps.of(environment));
    }

    @Bean
    EndpointClient endpointClient() {
        return new EndpointClient(Clock.systemUTC());
    }
}
