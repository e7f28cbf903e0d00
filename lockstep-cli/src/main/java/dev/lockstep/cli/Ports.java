package dev.lockstep.cli;

import dev.lockstep.stack.StackDirectory;
import dev.lockstep.stack.service.SystemPorts;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/** Which ports are to be used, where the usual ones will not do. */
final class Ports {

    private static final String FREE = "free";

    @Option(
            names = "--port",
            paramLabel = "NAME=PORT",
            split = ",",
            description = "Another port for postgres, mongo, redis, kafka, coordinator, postgres-worker, mongo-worker "
                    + "or redis-worker; also as LOCKSTEP_PORTS=NAME=PORT,…",
            defaultValue = "${env:LOCKSTEP_PORTS}")
    private Map<String, Integer> ports = new TreeMap<>();

    @Option(names = "--ports", paramLabel = FREE, description = "'" + FREE + "' takes any ports that nobody uses.")
    private String choice = "";

    /** Of what is said, and else where this directory's listened last. */
    SystemPorts chosen(StackDirectory directory) {
        SystemPorts chosen = start(directory);
        for (Map.Entry<String, Integer> port : ports.entrySet()) {
            chosen = chosen.with(port.getKey(), port.getValue());
        }
        return chosen;
    }

    private SystemPorts start(StackDirectory directory) {
        return switch (choice) {
            case "" -> SystemPorts.lastOf(directory);
            case FREE -> SystemPorts.free();
            default -> throw new IllegalArgumentException("--ports takes '" + FREE + "', not '" + choice + "'");
        };
    }
}
