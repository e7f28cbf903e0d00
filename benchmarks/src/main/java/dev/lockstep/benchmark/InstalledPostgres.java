package dev.lockstep.benchmark;

import com.sun.security.auth.module.UnixSystem;
import dev.lockstep.stack.port.FreePorts;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.stack.process.ChildProcess;
import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.process.ProcessSpec;
import dev.lockstep.stack.process.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A server of the PostgreSQL that is installed below {@code /usr/lib/postgresql}, because pg_dump refuses servers that are
 * newer than itself. If none is installed, the backups of the system's own server are compared with COPY.
 */
final class InstalledPostgres implements AutoCloseable {

    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
    private static final String USER = "lockstep";

    private final @Nullable Path programs;
    private final Path directory;
    private final int port = FreePorts.next();
    private final @Nullable ChildProcess server;

    private InstalledPostgres(@Nullable Path programs, Path directory) {
        this.programs = programs;
        this.directory = directory;
        this.server = programs == null ? null : startServer(programs);
    }

    /** Starts a server with its data in this directory, if a PostgreSQL is installed. */
    static InstalledPostgres start(Path directory) {
        InstalledPostgres installed = new InstalledPostgres(installed().orElse(null), directory);
        installed.database().ifPresent(InstalledPostgres::awaitAnswer);
        return installed;
    }

    private static Optional<Path> installed() {
        try (Stream<Path> versions = Files.exists(VERSIONS) ? Files.list(VERSIONS) : Stream.empty()) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin -> Stream.of("initdb", "postgres", "pg_dump")
                            .allMatch(program -> Files.isExecutable(bin.resolve(program))))
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ChildProcess startServer(Path installed) {
        String data = directory.resolve("data").toString();
        try {
            Files.createDirectories(directory);
            Path password = Files.writeString(directory.resolve("password"), USER);
            run(asNonRoot(installed, "initdb", "-D", data, "-U", USER, "--pwfile=" + password, "-A", "scram-sha-256"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ChildProcess.start(spec(asNonRoot(
                installed,
                "postgres",
                "-D",
                data,
                "-p",
                Integer.toString(port),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=")));
    }

    // PostgreSQL refuses to run as root. In its own user namespace the process has another user id.
    private static List<String> asNonRoot(Path installed, String program, String... arguments) {
        List<String> command = new ArrayList<>(new UnixSystem().getUid() == 0 ? List.of("unshare", "-U") : List.of());
        command.add(installed.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private ProcessSpec spec(List<String> command) {
        return new ProcessSpec(
                command, Map.of("PGPASSWORD", USER), directory, directory.resolve("log"), ProcessLifetime.WITH_PARENT);
    }

    private void run(List<String> command) throws IOException {
        int code = ChildProcess.run(spec(command));
        if (code != 0) {
            throw new IllegalStateException(
                    "%s ended with %d: %s".formatted(command, code, Files.readString(directory.resolve("log"))));
        }
    }

    private static void awaitAnswer(PostgresDatabase database) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try (Connection _ = database.connect()) {
                return;
            } catch (SQLException e) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("the installed PostgreSQL did not start", e);
                }
            }
            Pause.of(POLL_INTERVAL);
        }
    }

    /** The database for the benchmark; empty if no PostgreSQL is installed. */
    Optional<PostgresDatabase> database() {
        return server == null
                ? Optional.empty()
                : Optional.of(new PostgresDatabase(
                        "postgres", "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port), USER, USER));
    }

    /** The directory name of the installed version, or that it is the system's own. */
    String version() {
        return programs == null ? "of the system" : String.valueOf(programs.getName(programs.getNameCount() - 2));
    }

    SafeguardsBenchmark.Peer peer(BackupPeers others, PostgresDatabase database) {
        return programs == null
                ? new SafeguardsBenchmark.Peer("COPY to gzip", () -> others.copy(database))
                : new SafeguardsBenchmark.Peer("pg_dump --format=custom", () -> dump(programs));
    }

    private Duration dump(Path installed) {
        Path file = directory.resolve("bench.custom");
        try {
            long startNanos = System.nanoTime();
            run(List.of(
                    installed.resolve("pg_dump").toString(),
                    "--format=custom",
                    "--table=bench",
                    "--host=127.0.0.1",
                    "--port=" + port,
                    "--username=" + USER,
                    "--file=" + file,
                    "postgres"));
            Duration time = Duration.ofNanos(System.nanoTime() - startNanos);
            Files.delete(file);
            return time;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.signal(Signal.KILL);
            server.awaitExit(LIMIT);
        }
    }
}
