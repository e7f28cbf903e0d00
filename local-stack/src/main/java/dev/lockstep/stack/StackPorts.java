package dev.lockstep.stack;

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

/** Which server listens where. Kafka also takes the port after its own, for its controller. */
public record StackPorts(Map<ServerKind, Integer> ports) {

    private static final int USUAL_FIRST = 24_310;

    public StackPorts {
        ports = Map.copyOf(ports);
        if (ports.size() != ServerKind.values().length) {
            throw new IllegalArgumentException("every server needs a port, but there are only " + ports);
        }
    }

    /** Ports that no default installation uses: 24310 to 24313. */
    public static StackPorts usual() {
        return startingAt(USUAL_FIRST);
    }

    /** Ports that nobody uses at the moment. */
    public static StackPorts free() {
        return startingAt(FreePorts.nextRun(ServerKind.values().length + 1));
    }

    // Kafka comes last, because it also takes the port after its own.
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

    /** Those on which the servers of this directory listened last; none where there never were any. */
    public static Optional<StackPorts> lastOf(StackDirectory directory) {
        return Optional.of(directory.ports()).filter(Files::exists).map(StackPorts::read);
    }

    private static StackPorts read(Path file) {
        Properties written = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            written.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        StackPorts ports = usual();
        for (ServerKind kind : ServerKind.values()) {
            String port = written.getProperty(kind.label());
            ports = port == null ? ports : ports.with(kind, Integer.parseInt(port));
        }
        return ports;
    }

    void write(Path file) {
        Properties written = new Properties();
        ports.forEach((kind, port) -> written.setProperty(kind.label(), Integer.toString(port)));
        try (Writer writer = Files.newBufferedWriter(file)) {
            written.store(writer, "ports of the local servers");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
