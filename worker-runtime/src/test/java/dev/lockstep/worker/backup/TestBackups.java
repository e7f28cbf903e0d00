package dev.lockstep.worker.backup;

import dev.lockstep.worker.BackupStore;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.util.unit.DataSize;

/** Creates stores of backups for the tests of the workers. */
public final class TestBackups {
    private TestBackups() {}

    /** Returns the store of a worker that keeps its backups in this directory. */
    public static BackupStore in(Path directory) {
        return BackupConfiguration.storeOf(
                new BackupSettings(directory.toString(), DataSize.ofBytes(0), null, null), Clock.systemUTC());
    }
}
