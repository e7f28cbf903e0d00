package dev.lockstep.stack.redis;

import dev.lockstep.stack.files.ServerBinaries;
import dev.lockstep.stack.process.Signal;
import dev.lockstep.stack.server.ServerDirectory;
import dev.lockstep.stack.server.ServerKind;
import dev.lockstep.stack.server.ServerProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Runs {@code redis-server} with an append-only file that is flushed before each acknowledgement. */
final class RedisProgram implements ServerProgram {

    private final String password;
    private final String moreSettings;

    RedisProgram(String password, String moreSettings) {
        if (!password.matches("[A-Za-z0-9_-]*")) {
            throw new IllegalArgumentException(
                    "the Redis password contains other characters than letters, digits, - and _; use only these");
        }
        this.password = password;
        this.moreSettings = moreSettings;
    }

    @Override
    public ServerKind kind() {
        return ServerKind.REDIS;
    }

    @Override
    public void prepare(ServerDirectory directory, int port) {
        try {
            Files.createDirectories(directory.data());
            Path file = configuration(directory);
            Files.writeString(file, configuration(directory, port));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String configuration(ServerDirectory directory, int port) {
        return settings(port, directory.data(), password.isEmpty() ? "" : "requirepass " + password) + moreSettings;
    }

    // "everysec" may acknowledge a write before it is flushed; "always" does not.
    private static String settings(int port, Path data, String requirePass) {
        return """
                bind 127.0.0.1
                port %1$d
                dir %2$s
                databases 16
                save ""
                appendonly yes
                appendfsync always
                daemonize no
                loglevel notice
                %3$s
                """
                .formatted(port, data, requirePass);
    }

    private static Path configuration(ServerDirectory directory) {
        return directory.path().resolve("redis.conf");
    }

    @Override
    public List<String> command(ServerDirectory directory, int port) {
        return List.of(
                ServerBinaries.redis().toString(), configuration(directory).toString());
    }

    @Override
    public boolean isReady(int port) {
        return RedisProbe.isReady(port, password);
    }

    @Override
    public Signal stopSignal() {
        return Signal.TERM;
    }
}
