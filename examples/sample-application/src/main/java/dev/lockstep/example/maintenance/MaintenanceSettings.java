package dev.lockstep.example.maintenance;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings under {@code sample.maintenance}.
 *
 * @param file exists while the application is in maintenance mode
 * @param writesLimit how long a request to enter waits for writes in progress; shorter than callers wait for the answer
 */
@ConfigurationProperties("sample.maintenance")
public record MaintenanceSettings(
        @DefaultValue("maintenance-mode") Path file, @DefaultValue("5s") Duration writesLimit) {}
