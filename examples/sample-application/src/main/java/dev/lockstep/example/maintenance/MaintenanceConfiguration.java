package dev.lockstep.example.maintenance;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Maintenance mode and the filter that obeys it. */
@Configuration(proxyBeanMethods = false)
class MaintenanceConfiguration {
    @Bean
    MaintenanceMode maintenanceMode(MaintenanceSettings settings) {
        return new MaintenanceMode(new MaintenanceFile(settings.file()));
    }

    @Bean
    WriteFilter writeFilter(MaintenanceMode mode) {
        return new WriteFilter(mode);
    }
}
