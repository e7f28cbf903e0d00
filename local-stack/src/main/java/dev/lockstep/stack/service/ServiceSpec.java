package dev.lockstep.stack.service;

import dev.lockstep.stack.process.Lifetime;
import java.nio.file.Path;
import java.util.Map;

/**
 * One process of a service.
 *
 * @param jar what to run
 * @param home where its log and pid file are
 * @param port where it listens, on loopback
 * @param environment its settings, added to the environment of this JVM
 */
public record ServiceSpec(
        LockstepService service, Path jar, Path home, int port, Map<String, String> environment, Lifetime lifetime) {

    public ServiceSpec {
        environment = Map.copyOf(environment);
        home = home.toAbsolutePath();
    }

    Path log() {
        return home.resolve("service.log");
    }

    Path pidFile() {
        return home.resolve("service.pid");
    }
}
