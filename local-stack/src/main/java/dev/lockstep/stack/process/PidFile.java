package dev.lockstep.stack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;

/** A pid with the start time of its process, because the system reuses pids. */
record PidFile(long pid, Instant startedAt) {

    static Optional<PidFile> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            String[] parts = Files.readString(file).strip().split(" ", 2);
            return Optional.of(new PidFile(Long.parseLong(parts[0]), Instant.parse(parts[1])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw new IllegalStateException(
                    file + " is not a pid file: expected a pid and a start time; delete the file", e);
        }
    }

    void write(Path file) {
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(temporary, pid + " " + startedAt + "\n");
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
