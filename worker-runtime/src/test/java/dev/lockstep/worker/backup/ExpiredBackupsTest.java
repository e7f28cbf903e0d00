package dev.lockstep.worker.backup;

import static dev.lockstep.worker.backup.BackupScenario.KEEP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.CrashedDispatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpiredBackupsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    Path directory;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private BackupScenario scenario;

    @BeforeEach
    void createScenario() {
        scenario = new BackupScenario(directory);
    }

    private void deleteDue(TargetName target, Instant now) {
        new ExpiredBackups(scenario.storage(), List.of(target), Clock.fixed(now, ZoneOffset.UTC)).deleteDue();
    }

    @Nested
    class A_run {
        @Test
        void deletes_a_backup_an_hour_after_its_expiry_with_its_empty_folders() {
            scenario.backUp(1);
            Instant due = BackupScenario.NOW.plus(KEEP).plus(Duration.ofHours(1));

            deleteDue(ContractMigration.TARGET, due.minusMillis(1));
            assertThat(scenario.attempts()).hasSize(1);

            deleteDue(ContractMigration.TARGET, due);
            assertThat(BackupScenario.list(directory)).isEmpty();
        }

        @Test
        void leaves_backups_of_other_targets() {
            scenario.backUp(1);

            deleteDue(
                    new TargetName("another-target"),
                    BackupScenario.NOW.plus(KEEP).plus(KEEP));

            assertThat(scenario.attempts()).hasSize(1);
        }

        @Test
        void deletes_an_unfinished_backup_after_a_day_without_a_write() throws IOException {
            CrashedDispatch.at("backup.before-manifest", () -> scenario.backUp(1));
            Instant written = scenario.storage()
                    .lastChange(BackupPath.of(scenario.migration.id(), ContractMigration.TARGET)
                            .plus(scenario.attempts().getFirst().getFileName().toString()));

            deleteDue(ContractMigration.TARGET, written.plus(Duration.ofDays(1)));
            assertThat(scenario.attempts()).hasSize(1);

            deleteDue(ContractMigration.TARGET, written.plus(Duration.ofDays(1)).plusMillis(1));
            assertThat(BackupScenario.list(directory)).isEmpty();
        }

        @Test
        void leaves_what_it_does_not_know() throws IOException {
            scenario.backUp(1);
            Path folder = scenario.attempts().getFirst();
            Files.writeString(folder.resolve("manifest.json"), "{}");
            Files.createDirectories(directory.resolve("other/contract-target/notes"));

            deleteDue(ContractMigration.TARGET, BackupScenario.NOW.plus(Duration.ofDays(10_000)));

            assertThat(folder).exists();
            assertThat(directory.resolve("other/contract-target/notes")).exists();
        }
    }
}
