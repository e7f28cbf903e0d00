package dev.lockstep.worker.backup;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class DamagedBackupInDirectoryTest extends DamagedBackupContract {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    Path directory;

    private int storages;

    @Override
    BackupFiles freshFiles() {
        return new DirectoryFiles(directory.resolve("backups-" + ++storages));
    }
}
