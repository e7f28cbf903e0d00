package dev.lockstep.testservers.provider;

import java.util.Locale;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;

/**
 * How the servers of tests run. System property {@code lockstep.stack} or environment variable
 * {@code LOCKSTEP_STACK} is {@code local}, {@code containers} or {@code auto}. The default {@code auto} uses
 * containers if a Docker engine is available.
 */
enum ServerMode {
    LOCAL,
    CONTAINERS;

    private static final String PROPERTY = "lockstep.stack";
    private static final String VARIABLE = "LOCKSTEP_STACK";

    static ServerMode configured() {
        return parse(Optional.ofNullable(System.getProperty(PROPERTY))
                .or(() -> Optional.ofNullable(System.getenv(VARIABLE)))
                .orElse("auto"));
    }

    static ServerMode parse(String setting) {
        return switch (setting.toLowerCase(Locale.ROOT)) {
            case "local" -> LOCAL;
            case "containers" -> CONTAINERS;
            case "auto" -> DockerClientFactory.instance().isDockerAvailable() ? CONTAINERS : LOCAL;
            default ->
                throw new IllegalArgumentException(
                        PROPERTY + " is '" + setting + "', expected local, containers or auto");
        };
    }
}
