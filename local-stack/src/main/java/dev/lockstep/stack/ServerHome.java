package dev.lockstep.stack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The directory of one local server: its data, its log, its pid file. */
record ServerHome(Path directory) {

    ServerHome {
        directory = directory.toAbsolutePath();
    }

    Path data() {
        return directory.resolve("data");
    }

    Path log() {
        return directory.resolve("server.log");
    }

    Path pidFile() {
        return directory.resolve("server.pid");
    }

    void create() {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
