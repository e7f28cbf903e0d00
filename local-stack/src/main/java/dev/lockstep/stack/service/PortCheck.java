package dev.lockstep.stack.service;

import dev.lockstep.stack.FreePorts;

/** Says which port is in the way before a service says it in forty lines. */
final class PortCheck {

    private PortCheck() {}

    static void demandFree(ServiceProcess service) {
        int port = service.url().getPort();
        if (!service.isRunning() && !FreePorts.isFree(port)) {
            throw new IllegalStateException(
                    "port %d of the %s is taken by another process; give it another with --port %s=…"
                            .formatted(
                                    port,
                                    service.service().label(),
                                    service.service().label()));
        }
    }
}
