package dev.lockstep.example.maintenance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Optional;

/** The file that exists while the application is in maintenance mode. Its time is that of the entry. */
final class MaintenanceFile {

    private final Path path;

    MaintenanceFile(Path path) {
        this.path = path.toAbsolutePath();
    }

    Optional<Instant> since() {
        try {
            return Files.exists(path)
                    ? Optional.of(Files.getLastModifiedTime(path).toInstant())
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    void create() {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot enter maintenance mode, because " + path + " cannot be written", e);
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot leave maintenance mode, because " + path + " cannot be deleted", e);
        }
    }
}
