package dev.lockstep.worker.backup;

import dev.lockstep.worker.BackupStore;
import dev.lockstep.worker.tool.ToolSettings;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.util.unit.DataSize;

/** Creates stores of backups for the tests of the workers. */
public final class TestBackups {
    private TestBackups() {}

    /** Returns the store of a worker that keeps its backups in this directory. */
    public static BackupStore in(Path directory) {
        return in(directory, ToolSettings.none());
    }

    /** Returns the store of a worker that keeps its backups in this directory, and uses these tools. */
    public static BackupStore in(Path directory, ToolSettings tools) {
        return BackupConfiguration.storeOf(
                new BackupSettings(directory.toString(), DataSize.ofBytes(0), null, null, tools), Clock.systemUTC());
    }
}
