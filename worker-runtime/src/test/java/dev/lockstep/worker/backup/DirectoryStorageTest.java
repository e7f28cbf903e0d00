package dev.lockstep.worker.backup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.worker.ContractMigration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryStorageTest extends BackupStorageContract {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    Path temporary;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private Path directory;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private BackupScenario scenario;

    @Override
    BackupFiles freshFiles() {
        return new DirectoryFiles(directory);
    }

    @BeforeEach
    void createScenario() {
        directory = temporary.resolve("backups");
        scenario = new BackupScenario(new DirectoryFiles(directory));
    }

    @Override
    @BeforeEach
    void open() {
        directory = temporary.resolve("backups");
        super.open();
    }

    @Nested
    class A_directory {
        @Test
        void has_files_that_only_the_worker_can_read() throws IOException {
            scenario.backUp(1);

            try (Stream<Path> all = Files.walk(directory)) {
                for (Path path : all.toList()) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                            .as(path.toString())
                            .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------");
                }
            }
        }

        @Test
        void refuses_a_backup_if_its_file_system_would_have_too_little_left() {
            scenario.minFree = Long.MAX_VALUE;

            StepFailure failure = scenario.failure(scenario.migration.backup(1, BackupScenario.KEEP));

            assertThat(failure.code()).isEqualTo("backup-no-room");
            assertThat(failure.message()).contains("lockstep.backups.min-free");
        }

        @Test
        void loses_what_is_due_beside_files_and_folders_that_cannot_be_read() throws IOException {
            scenario.backUp(1);
            Path attempt = directory.resolve(scenario.attempts().getFirst().toString());
            Path target = attempt.resolveSibling(".");
            Files.writeString(target.resolve("0-00000000"), "a file with the name of an attempt");
            Files.createDirectories(target.resolve("9-00000000/manifest.json"));
            Files.writeString(directory.resolve("0-a-file"), "a file beside the migrations");
            Files.createDirectories(directory.resolve("0-a-folder"));
            Files.writeString(directory.resolve("0-a-folder/contract-target"), "a file with the name of a target");
            Files.createSymbolicLink(directory.resolve("0-a-link"), directory.resolve("nowhere"));

            Clock later =
                    Clock.fixed(BackupScenario.NOW.plus(BackupScenario.KEEP).plus(BackupScenario.KEEP), ZoneOffset.UTC);
            new ExpiredBackups(scenario.storage(), List.of(ContractMigration.TARGET), later).deleteDue();

            assertThat(attempt).doesNotExist();
            assertThat(scenario.files.all()).contains("0-a-file", "0-a-folder", "0-a-link");
            assertThat(target.resolve("0-00000000")).exists();
            assertThat(target.resolve("9-00000000/manifest.json")).exists();
        }
    }
}
