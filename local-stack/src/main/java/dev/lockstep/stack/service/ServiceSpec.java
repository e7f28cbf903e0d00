package dev.lockstep.stack.service;

import dev.lockstep.stack.process.ProcessLifetime;
import java.nio.file.Path;
import java.util.Map;

/**
 * A service process to start.
 *
 * @param project the checkout whose {@code target} directories hold the build
 * @param directory the working directory, with log and pid file
 * @param port the HTTP port on loopback
 * @param heap the maximum heap of the JVM, such as {@code 192m}
 * @param environment added to the environment of this JVM
 */
public record ServiceSpec(
        LockstepService service,
        Path project,
        Path directory,
        int port,
        String heap,
        Map<String, String> environment,
        ProcessLifetime lifetime) {

    /** A maximum heap that is enough for a service on one machine. */
    public static final String SMALL_HEAP = "192m";

    static final String LOG_FILE = "service.log";
    static final String PID_FILE = "service.pid";

    public ServiceSpec {
        environment = Map.copyOf(environment);
        project = project.toAbsolutePath();
        directory = directory.toAbsolutePath();
    }

    public Path log() {
        return directory.resolve(LOG_FILE);
    }

    Path settingsFile() {
        return directory.resolve("service.settings");
    }

    Path pidFile() {
        return directory.resolve(PID_FILE);
    }
}
