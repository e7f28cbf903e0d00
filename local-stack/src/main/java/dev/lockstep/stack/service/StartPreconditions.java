package dev.lockstep.stack.service;

import dev.lockstep.stack.port.FreePorts;
import dev.lockstep.stack.process.ChildProcess;
import java.nio.file.Files;

/** Checks that all services are built and their ports are free, before anything is started. */
final class StartPreconditions {

    private StartPreconditions() {}

    static void check(SystemSpec spec) {
        SystemPorts lastUsed = SystemPorts.lastUsed(spec.directory());
        for (LockstepService service : spec.services()) {
            checkBuilt(spec, service);
            int port = spec.ports().of(service);
            // Another service may still have the port. It is then restarted on another one.
            if (!isRunning(spec, service) || !lastUsed.services().containsValue(port)) {
                checkPortFree(port, service.label());
            }
        }
    }

    private static boolean isRunning(SystemSpec spec, LockstepService service) {
        return ChildProcess.find(spec.directoryOf(service).resolve(ServiceSpec.PID_FILE))
                .isPresent();
    }

    private static void checkBuilt(SystemSpec spec, LockstepService service) {
        if (!Files.exists(service.jar(spec.project()))) {
            throw new IllegalStateException("%s is not built: %s does not exist; run ./mvnw -DskipTests package"
                    .formatted(service.label(), service.jar(spec.project())));
        }
    }

    private static void checkPortFree(int port, String label) {
        if (!FreePorts.isFree(port)) {
            throw new IllegalStateException(
                    "port %d of %s is in use by another process; choose another with --port %s=PORT"
                            .formatted(port, label, label));
        }
    }
}
