package dev.lockstep.stack.service;

import dev.lockstep.stack.process.Lifetime;
import java.nio.file.Path;
import java.util.Map;

/**
 * One process of a service.
 *
 * @param project the checkout whose {@code target} folders hold the build
 * @param home where its log and pid file are
 * @param port where it listens, on loopback
 * @param heap the most heap that its JVM may take, such as {@code 192m}
 * @param environment its settings, added to the environment of this JVM
 */
public record ServiceSpec(
        LockstepService service,
        Path project,
        Path home,
        int port,
        String heap,
        Map<String, String> environment,
        Lifetime lifetime) {

    public ServiceSpec {
        environment = Map.copyOf(environment);
        project = project.toAbsolutePath();
        home = home.toAbsolutePath();
    }

    /** The most heap that a service needs on one machine. */
    public static final String SMALL_HEAP = "192m";

    public Path log() {
        return home.resolve("service.log");
    }

    Path pidFile() {
        return home.resolve("service.pid");
    }
}
