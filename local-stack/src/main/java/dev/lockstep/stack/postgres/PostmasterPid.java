package dev.lockstep.stack.postgres;

import dev.lockstep.stack.process.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The lock file of a PostgreSQL data directory. */
final class PostmasterPid {

    private PostmasterPid() {}

    /**
     * Deletes the lock file if its process is a zombie, because PostgreSQL treats a zombie as a running server and
     * refuses to start. In a container whose first process does not collect exited processes, a zombie stays until the
     * container stops.
     */
    static void deleteIfZombie(Path data) {
        Path file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        try {
            long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
            if (ChildProcess.isZombie(pid)) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
