package dev.lockstep.stack.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;

/** A process number with its start time, because numbers are given out again. */
record PidFile(long pid, Instant startedAt) {

    static Optional<PidFile> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            String[] words = Files.readString(file).strip().split(" ", 2);
            return Optional.of(new PidFile(Long.parseLong(words[0]), Instant.parse(words[1])));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw new IllegalStateException("not a pid file: " + file, e);
        }
    }

    void write(Path file) {
        Path written = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(written, pid + " " + startedAt + "\n");
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
