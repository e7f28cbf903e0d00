package dev.lockstep.stack;

import dev.lockstep.stack.process.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The lock file of a PostgreSQL data directory. */
final class PostmasterPid {

    private PostmasterPid() {}

    /**
     * A killed postmaster that nobody has collected still counts as alive for PostgreSQL, which then refuses to start.
     * In a container whose first process collects nobody that lasts for ever.
     */
    static void forgetZombie(Path data) {
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
