package dev.lockstep.stack.service;

import dev.lockstep.stack.port.FreePorts;
import dev.lockstep.stack.process.ChildProcess;
import java.nio.file.Files;

/** Checks that all services are built and their ports are free, before anything is started. */
final class StartPreconditions {

    private StartPreconditions() {}

    static void check(SystemSpec spec) {
        for (LockstepService service : LockstepService.values()) {
            checkBuilt(spec, service);
            if (ChildProcess.find(spec.directoryOf(service).resolve(ServiceSpec.PID_FILE))
                    .isEmpty()) {
                checkPortFree(spec.ports().of(service), service.label());
            }
        }
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
