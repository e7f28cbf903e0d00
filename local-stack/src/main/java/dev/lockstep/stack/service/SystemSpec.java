package dev.lockstep.stack.service;

import dev.lockstep.stack.local.StackDirectory;
import dev.lockstep.stack.process.ProcessLifetime;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * The servers and services to start on one machine.
 *
 * @param project the checkout whose {@code target} directories hold the build
 * @param directory for data, logs and pid files
 * @param environment settings of all services; they override the generated ones
 * @param services the services to start
 */
public record SystemSpec(
        Path project,
        StackDirectory directory,
        SystemPorts ports,
        ProcessLifetime lifetime,
        Map<String, String> environment,
        Set<LockstepService> services) {

    public SystemSpec {
        services = Set.copyOf(services);
        environment = Map.copyOf(environment);
    }

    Path directoryOf(LockstepService service) {
        return directory.root().resolve(service.label());
    }

    Path addresses() {
        return SystemAddresses.in(directory);
    }
}
