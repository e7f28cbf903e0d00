package dev.lockstep.stack.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directory of one local server: data, log and pid file. */
public record ServerDirectory(Path path) {

    public ServerDirectory {
        path = path.toAbsolutePath();
    }

    public Path data() {
        return path.resolve("data");
    }

    public Path log() {
        return path.resolve("server.log");
    }

    Path settings() {
        return path.resolve("server.settings");
    }

    Path pidFile() {
        return path.resolve("server.pid");
    }

    public void create() {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
