package dev.lockstep.stack.service;

import dev.lockstep.stack.local.StackDirectory;
import dev.lockstep.stack.local.StackPorts;
import dev.lockstep.stack.port.FreePorts;
import dev.lockstep.stack.server.ServerKind;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The ports of the servers and the services. */
public record SystemPorts(StackPorts servers, Map<LockstepService, Integer> services) {

    public SystemPorts {
        services = Map.copyOf(services);
    }

    /** Ports 24310 to 24314 for the servers and 8080 to 8084 for the services. */
    public static SystemPorts defaults() {
        Map<LockstepService, Integer> services = new EnumMap<>(LockstepService.class);
        for (LockstepService service : LockstepService.values()) {
            services.put(service, service.defaultPort());
        }
        return new SystemPorts(StackPorts.defaults(), services);
    }

    /** The ports that were last used with this directory, and the default ports of servers and services never started. */
    public static SystemPorts lastUsed(StackDirectory directory) {
        SystemPorts defaults = defaults();
        Map<LockstepService, Integer> services = new EnumMap<>(defaults.services);
        services.putAll(SystemAddresses.servicePorts(directory));
        return new SystemPorts(StackPorts.lastUsed(directory).orElse(defaults.servers), services);
    }

    /** Ports that are free now. */
    public static SystemPorts free() {
        Map<LockstepService, Integer> services = new EnumMap<>(LockstepService.class);
        for (LockstepService service : LockstepService.values()) {
            services.put(service, FreePorts.next());
        }
        return new SystemPorts(StackPorts.free(), services);
    }

    public int of(LockstepService service) {
        Integer port = services.get(service);
        if (port == null) {
            throw new IllegalStateException("no port for " + service.label());
        }
        return port;
    }

    /** Returns a copy with another port for the server or service of this name. */
    public SystemPorts with(String name, int port) {
        Optional<LockstepService> service = LockstepService.byLabel(name);
        if (service.isPresent()) {
            Map<LockstepService, Integer> changed = new EnumMap<>(services);
            changed.put(service.get(), port);
            return new SystemPorts(servers, changed);
        }
        return new SystemPorts(servers.with(server(name), port), services);
    }

    private static ServerKind server(String name) {
        return Arrays.stream(ServerKind.values())
                .filter(kind -> kind.label().equals(name.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "unknown server or service '" + name + "'; expected one of " + names()));
    }

    private static String names() {
        return Stream.concat(
                        Arrays.stream(ServerKind.values()).map(ServerKind::label),
                        Arrays.stream(LockstepService.values()).map(LockstepService::label))
                .collect(Collectors.joining(", "));
    }
}
