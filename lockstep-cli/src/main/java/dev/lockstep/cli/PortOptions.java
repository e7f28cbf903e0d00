package dev.lockstep.cli;

import dev.lockstep.stack.local.StackDirectory;
import dev.lockstep.stack.service.SystemPorts;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** The options {@code --port} and {@code --ports}. */
final class PortOptions {

    private static final String FREE = "free";

    @Option(
            names = "--port",
            paramLabel = "NAME=PORT",
            split = ",",
            description = "Port of postgres, mongo, redis, kafka, coordinator, postgres-worker, mongo-worker, "
                    + "redis-worker or application. May be repeated. Environment variable: "
                    + "LOCKSTEP_PORTS=NAME=PORT,...",
            defaultValue = "${env:LOCKSTEP_PORTS}")
    private Map<String, Integer> ports = new TreeMap<>();

    @Option(names = "--ports", paramLabel = FREE, description = "With '" + FREE + "', choose free ports.")
    private String mode = "";

    /** Returns the ports of the options. Without an option, a port is the one that was last used with the directory. */
    SystemPorts resolve(StackDirectory directory) {
        SystemPorts resolved = base(directory);
        for (Map.Entry<String, Integer> port : ports.entrySet()) {
            resolved = resolved.with(port.getKey(), port.getValue());
        }
        return resolved;
    }

    private SystemPorts base(StackDirectory directory) {
        return switch (mode) {
            case "" -> SystemPorts.lastUsed(directory);
            case FREE -> SystemPorts.free();
            default -> throw new IllegalArgumentException("--ports is '" + mode + "', expected '" + FREE + "'");
        };
    }
}
