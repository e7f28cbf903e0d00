package dev.lockstep.stack;

import com.sun.security.auth.module.UnixSystem;
import dev.lockstep.stack.process.ChildProcess;
import dev.lockstep.stack.process.Lifetime;
import dev.lockstep.stack.process.LogTail;
import dev.lockstep.stack.process.ProcessSpec;
import dev.lockstep.stack.process.Signal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The postgres program itself as the child, without pg_ctl in between, so that {@code kill -9} hits the right one. */
final class PostgresEngine implements LocalEngine {

    static final String SUPERUSER = "lockstep";
    static final String PASSWORD = "lockstep";
    // A password that everybody knows needs no stretching, and thousands of logins of tests cost less.
    private static final String FAST_LOGIN = "scram_iterations=1";

    static final String ADMIN_DATABASE = "postgres";

    @Override
    public ServerKind kind() {
        return ServerKind.POSTGRES;
    }

    @Override
    public void prepare(ServerHome home, int port) {
        home.create();
        if (Files.exists(home.data().resolve("PG_VERSION"))) {
            PostmasterPid.forgetZombie(home.data());
        } else {
            initialise(home);
        }
    }

    private static void initialise(ServerHome home) {
        Path unfinished = home.directory().resolve("data.unfinished");
        Path password = home.directory().resolve("password");
        Trees.delete(unfinished);
        try {
            Files.writeString(password, PASSWORD);
            int exit = ChildProcess.run(new ProcessSpec(
                    asPermitted("initdb", initdb(unfinished, password)),
                    Map.of(),
                    home.directory(),
                    home.log(),
                    Lifetime.WITH_LAUNCHER));
            if (exit != 0) {
                throw new ServerStartFailed(
                        ServerKind.POSTGRES, "initdb ended with exit code " + exit, LogTail.of(home.log()));
            }
            Files.delete(password);
            Files.move(unfinished, home.data(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> initdb(Path data, Path password) {
        return List.of(
                "-D",
                data.toString(),
                "-U",
                SUPERUSER,
                "--pwfile=" + password,
                "-A",
                "scram-sha-256",
                "-E",
                "UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "-c",
                FAST_LOGIN,
                "--no-instructions",
                "--no-sync");
    }

    @Override
    public List<String> command(ServerHome home, int port) {
        return asPermitted(
                "postgres",
                List.of(
                        "-D", home.data().toString(),
                        "-p", Integer.toString(port),
                        "-c", "listen_addresses=" + ServerAddress.LOOPBACK,
                        "-c", "unix_socket_directories=",
                        "-c", "fsync=on",
                        "-c", "synchronous_commit=on",
                        "-c", "max_connections=200",
                        "-c", "timezone=UTC",
                        "-c", "log_timezone=UTC"));
    }

    // PostgreSQL refuses to run as root; in a user namespace of its own it no longer sees that it is.
    private static List<String> asPermitted(String program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        if (new UnixSystem().getUid() == 0) {
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(ServerBinaries.postgres().resolve("bin").resolve(program).toString());
        command.addAll(arguments);
        return command;
    }

    @Override
    public boolean isReady(int port) {
        if (!Probe.accepts(port)) {
            return false;
        }
        String url = "jdbc:postgresql://" + ServerAddress.loopback(port) + "/" + ADMIN_DATABASE
                + "?connectTimeout=2&socketTimeout=5";
        try (var connection = DriverManager.getConnection(url, SUPERUSER, PASSWORD)) {
            return connection.isValid(2);
        } catch (SQLException ignored) {
            return false;
        }
    }

    /** Fast shutdown; SIGTERM would wait for the last client to leave. */
    @Override
    public Signal gently() {
        return Signal.INT;
    }
}
