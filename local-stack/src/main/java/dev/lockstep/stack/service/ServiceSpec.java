package dev.lockstep.stack.service;

import dev.lockstep.stack.process.Lifetime;
import java.nio.file.Path;
import java.util.Map;

/**
 * Which service to run and what it is told.
 *
 * @param project the checkout whose {@code target} folders hold the build
 * @param home where its log and its pid file go
 * @param heap the most heap that its JVM may take, such as {@code 192m}
 * @param environment added to that of this JVM
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
        project = project.toAbsolutePath();
        home = home.toAbsolutePath();
        environment = Map.copyOf(environment);
    }

    public Path log() {
        return home.resolve("service.log");
    }

    Path pidFile() {
        return home.resolve("service.pid");
    }
}
