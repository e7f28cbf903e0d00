package dev.lockstep.stack.postgres;

import com.sun.security.auth.module.UnixSystem;
import dev.lockstep.stack.files.DirectoryTree;
import dev.lockstep.stack.files.ServerBinaries;
import dev.lockstep.stack.process.ChildProcess;
import dev.lockstep.stack.process.LogTail;
import dev.lockstep.stack.process.ProcessLifetime;
import dev.lockstep.stack.process.ProcessSpec;
import dev.lockstep.stack.process.Signal;
import dev.lockstep.stack.server.ServerAddress;
import dev.lockstep.stack.server.ServerDirectory;
import dev.lockstep.stack.server.ServerKind;
import dev.lockstep.stack.server.ServerProgram;
import dev.lockstep.stack.server.ServerStartFailed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs {@code postgres} as the child process, without {@code pg_ctl}, so that signals reach the server. */
final class PostgresProgram implements ServerProgram {

    // One iteration makes logins fast. The password is not secret, so it does not need the default of 4096 iterations.
    private static final String FAST_LOGIN = "scram_iterations=1";

    private static final List<String> SETTINGS = List.of(
            "listen_addresses=" + ServerAddress.LOOPBACK,
            "unix_socket_directories=",
            "synchronous_commit=on",
            "max_connections=200",
            "timezone=UTC",
            "log_timezone=UTC");

    private final Durability durability;
    private final List<String> moreSettings;

    PostgresProgram(Durability durability, List<String> moreSettings) {
        this.durability = durability;
        this.moreSettings = List.copyOf(moreSettings);
    }

    @Override
    public ServerKind kind() {
        return ServerKind.POSTGRES;
    }

    @Override
    public void prepare(ServerDirectory directory, int port) {
        directory.create();
        if (Files.exists(directory.data().resolve("PG_VERSION"))) {
            PostmasterPid.deleteIfZombie(directory.data());
        } else {
            initialise(directory);
        }
    }

    private static void initialise(ServerDirectory directory) {
        Path unfinished = directory.path().resolve("data.unfinished");
        Path password = directory.path().resolve("password");
        DirectoryTree.delete(unfinished);
        try {
            Files.writeString(password, PostgresServer.PASSWORD);
            int exitCode = ChildProcess.run(new ProcessSpec(
                    asNonRoot("initdb", initdb(unfinished, password)),
                    Map.of(),
                    directory.path(),
                    directory.log(),
                    ProcessLifetime.WITH_PARENT));
            if (exitCode != 0) {
                throw new ServerStartFailed(
                        ServerKind.POSTGRES, "initdb exited with code " + exitCode, LogTail.of(directory.log()));
            }
            Files.delete(password);
            Files.move(unfinished, directory.data(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> initdb(Path data, Path password) {
        return List.of(
                "-D",
                data.toString(),
                "-U",
                PostgresServer.SUPERUSER,
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
    public List<String> command(ServerDirectory directory, int port) {
        List<String> arguments = new ArrayList<>(List.of("-D", directory.data().toString(), "-p", "" + port));
        arguments.addAll(List.of("-c", "fsync=" + durability.fsync()));
        SETTINGS.forEach(setting -> arguments.addAll(List.of("-c", setting)));
        moreSettings.forEach(setting -> arguments.addAll(List.of("-c", setting)));
        return asNonRoot("postgres", arguments);
    }

    // PostgreSQL refuses to run as root. In its own user namespace the process has another user id.
    private static List<String> asNonRoot(String program, List<String> arguments) {
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
        return PostgresProbe.isReady(port);
    }

    /** SIGINT is the fast shutdown. SIGTERM waits until all clients have disconnected. */
    @Override
    public Signal stopSignal() {
        return Signal.INT;
    }
}
