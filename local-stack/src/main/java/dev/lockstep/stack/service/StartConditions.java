package dev.lockstep.stack.service;

import dev.lockstep.stack.FreePorts;
import dev.lockstep.stack.process.ChildProcess;
import java.nio.file.Files;

/** What must be true before anything is started: better one line now than forty from a service later. */
final class StartConditions {

    private StartConditions() {}

    static void demand(SystemSpec spec) {
        for (LockstepService service : LockstepService.values()) {
            demandBuilt(spec, service);
            if (ChildProcess.find(spec.home(service).resolve("service.pid")).isEmpty()) {
                demandFree(spec.ports().of(service), service.label());
            }
        }
    }

    private static void demandBuilt(SystemSpec spec, LockstepService service) {
        if (!Files.exists(service.jar(spec.project()))) {
            throw new IllegalStateException(
                    "the %s is not built: there is no %s".formatted(service.label(), service.jar(spec.project())));
        }
    }

    private static void demandFree(int port, String label) {
        if (!FreePorts.isFree(port)) {
            throw new IllegalStateException(
                    "port %d of the %s is taken by another process; give it another with --port %s=PORT"
                            .formatted(port, label, label));
        }
    }
}
