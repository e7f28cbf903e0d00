package dev.lockstep.stack;

import dev.lockstep.stack.process.Signal;
import dev.lockstep.stack.redis.RedisConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Redis from its binary; every acknowledged write is in the append-only file. */
final class RedisEngine implements LocalEngine {

    private final String password;

    RedisEngine(String password) {
        if (!password.matches("[A-Za-z0-9_-]*")) {
            throw new IllegalArgumentException("a Redis password here is letters, digits, - and _");
        }
        this.password = password;
    }

    @Override
    public ServerKind kind() {
        return ServerKind.REDIS;
    }

    @Override
    public void prepare(ServerHome home, int port) {
        String secret = password.isEmpty() ? "" : "requirepass " + password;
        try {
            Files.createDirectories(home.data());
            Path file = configuration(home);
            Files.writeString(file, settings(port, home.data(), secret));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // "everysec" may acknowledge a write that still waits in memory behind a running fsync; "always" never does.
    private static String settings(int port, Path data, String secret) {
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
                .formatted(port, data, secret);
    }

    private static Path configuration(ServerHome home) {
        return home.directory().resolve("redis.conf");
    }

    @Override
    public List<String> command(ServerHome home, int port) {
        return List.of(ServerBinaries.redis().toString(), configuration(home).toString());
    }

    @Override
    public boolean isReady(int port) {
        if (!Probe.accepts(port)) {
            return false;
        }
        try (RedisConnection connection = RedisConnection.open(ServerAddress.LOOPBACK, port)) {
            connection.authenticate(password);
            return connection.isServing();
        } catch (UncheckedIOException ignored) {
            return false;
        }
    }

    @Override
    public Signal gently() {
        return Signal.TERM;
    }
}
