package dev.lockstep.stack;

import java.util.Locale;
import java.util.Optional;
import org.testcontainers.DockerClientFactory;

/**
 * How servers are run: {@code lockstep.stack} (or {@code LOCKSTEP_STACK}) is {@code local}, {@code containers} or
 * {@code auto}, which is containers where Docker answers.
 */
public enum StackMode {
    LOCAL,
    CONTAINERS;

    private static final String PROPERTY = "lockstep.stack";
    private static final String VARIABLE = "LOCKSTEP_STACK";

    /** The mode that this machine and its settings ask for. */
    public static StackMode chosen() {
        return of(Optional.ofNullable(System.getProperty(PROPERTY))
                .or(() -> Optional.ofNullable(System.getenv(VARIABLE)))
                .orElse("auto"));
    }

    static StackMode of(String setting) {
        return switch (setting.toLowerCase(Locale.ROOT)) {
            case "local" -> LOCAL;
            case "containers" -> CONTAINERS;
            case "auto" -> DockerClientFactory.instance().isDockerAvailable() ? CONTAINERS : LOCAL;
            default ->
                throw new IllegalArgumentException(
                        PROPERTY + " is local, containers or auto, but was '" + setting + "'");
        };
    }
}
