package dev.lockstep.stack.service;

import dev.lockstep.stack.FreePorts;
import dev.lockstep.stack.ServerKind;
import dev.lockstep.stack.StackDirectory;
import dev.lockstep.stack.StackPorts;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where each of the four servers and four services listens. */
public record SystemPorts(StackPorts servers, Map<LockstepService, Integer> services) {

    public SystemPorts {
        services = Map.copyOf(services);
    }

    /** 24310 to 24314 for the servers, 8080 to 8083 for the services. */
    public static SystemPorts usual() {
        Map<LockstepService, Integer> services = new EnumMap<>(LockstepService.class);
        for (LockstepService service : LockstepService.values()) {
            services.put(service, service.defaultPort());
        }
        return new SystemPorts(StackPorts.usual(), services);
    }

    /** Those on which all of this directory listened last; the usual ones for what never did. */
    public static SystemPorts lastOf(StackDirectory directory) {
        SystemPorts usual = usual();
        Map<LockstepService, Integer> services = new EnumMap<>(usual.services);
        services.putAll(SystemAddresses.servicePorts(directory));
        return new SystemPorts(StackPorts.lastOf(directory).orElse(usual.servers), services);
    }

    /** Ports that nobody uses at the moment. */
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

    /** The same with another port for the server or service of this name. */
    public SystemPorts with(String name, int port) {
        Optional<LockstepService> service = LockstepService.named(name);
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
                .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is none of " + names()));
    }

    private static String names() {
        return Stream.concat(
                        Arrays.stream(ServerKind.values()).map(ServerKind::label),
                        Arrays.stream(LockstepService.values()).map(LockstepService::label))
                .collect(Collectors.joining(", "));
    }
}
