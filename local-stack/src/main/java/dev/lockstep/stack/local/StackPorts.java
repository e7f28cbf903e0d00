package dev.lockstep.stack.local;

import dev.lockstep.stack.kafka.KafkaServer;
import dev.lockstep.stack.port.FreePorts;
import dev.lockstep.stack.server.ServerKind;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The port of each server. Kafka also uses the next port, for its controller. */
public record StackPorts(Map<ServerKind, Integer> ports) {

    private static final int DEFAULT_FIRST = 24_310;

    public StackPorts {
        ports = Map.copyOf(ports);
        if (ports.size() != ServerKind.values().length) {
            throw new IllegalArgumentException("found ports " + ports + ", expected one for each kind of server");
        }
    }

    /** Ports 24310 to 24313. No common server uses them by default. */
    public static StackPorts defaults() {
        return startingAt(DEFAULT_FIRST);
    }

    /** Ports that are free now. */
    public static StackPorts free() {
        return startingAt(FreePorts.nextRange(ServerKind.values().length - 1 + KafkaServer.PORTS));
    }

    // Kafka has the highest port, because it also uses the next one.
    private static StackPorts startingAt(int first) {
        return new StackPorts(Map.of(
                ServerKind.POSTGRES, first,
                ServerKind.MONGO, first + 1,
                ServerKind.REDIS, first + 2,
                ServerKind.KAFKA, first + 3));
    }

    public StackPorts with(ServerKind kind, int port) {
        Map<ServerKind, Integer> changed = new EnumMap<>(ports);
        changed.put(kind, port);
        return new StackPorts(changed);
    }

    public int of(ServerKind kind) {
        Integer port = ports.get(kind);
        if (port == null) {
            throw new IllegalStateException("no port for " + kind);
        }
        return port;
    }

    /** The ports that the servers of this directory used last. Empty if they were never started. */
    public static Optional<StackPorts> lastUsed(StackDirectory directory) {
        return Optional.of(directory.ports()).filter(Files::exists).map(StackPorts::read);
    }

    private static StackPorts read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        StackPorts ports = defaults();
        for (ServerKind kind : ServerKind.values()) {
            String port = properties.getProperty(kind.label());
            ports = port == null ? ports : ports.with(kind, Integer.parseInt(port));
        }
        return ports;
    }

    void write(Path file) {
        Properties properties = new Properties();
        ports.forEach((kind, port) -> properties.setProperty(kind.label(), Integer.toString(port)));
        try (Writer writer = Files.newBufferedWriter(file)) {
            properties.store(writer, "ports of the local servers");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
