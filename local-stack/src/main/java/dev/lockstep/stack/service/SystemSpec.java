package dev.lockstep.stack.service;

import dev.lockstep.stack.StackDirectory;
import dev.lockstep.stack.process.Lifetime;
import java.nio.file.Path;
import java.util.Map;

/**
 * A whole Lockstep on one machine.
 *
 * @param project where the build left the services
 * @param directory where data, logs and pid files are
 * @param environment settings for every service, beside those that this makes itself; these win
 */
public record SystemSpec(
        Path project, StackDirectory directory, SystemPorts ports, Lifetime lifetime, Map<String, String> environment) {

    public SystemSpec {
        environment = Map.copyOf(environment);
    }

    Path home(LockstepService service) {
        return directory.root().resolve(service.label());
    }

    Path addresses() {
        return SystemAddresses.in(directory);
    }
}
