package dev.lockstep.worker.backup;

import static dev.lockstep.worker.backup.BackupScenario.KEEP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.CrashedDispatch;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Contract of the deletion of backups in every storage. */
abstract class ExpiredBackupsContract {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private BackupScenario scenario;

    /** Returns an empty storage. */
    abstract BackupFiles freshFiles();

    @BeforeEach
    void createScenario() {
        scenario = new BackupScenario(freshFiles());
    }

    private void deleteDue(TargetName target, Instant now) {
        new ExpiredBackups(scenario.storage(), List.of(target), Clock.fixed(now, ZoneOffset.UTC)).deleteDue();
    }

    private BackupPath folderOfAttempt() {
        return scenario.attempts().getFirst();
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
            assertThat(scenario.files.all()).isEmpty();
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
            Instant written = scenario.storage().lastChange(folderOfAttempt());

            deleteDue(ContractMigration.TARGET, written.plus(Duration.ofDays(1)));
            assertThat(scenario.attempts()).hasSize(1);

            deleteDue(ContractMigration.TARGET, written.plus(Duration.ofDays(1)).plusMillis(1));
            assertThat(scenario.files.all()).isEmpty();
        }

        @Test
        void leaves_what_it_does_not_know() throws IOException {
            scenario.backUp(1);
            BackupPath folder = scenario.attempts().getFirst();
            BackupPath note = BackupPath.ROOT
                    .plus("other")
                    .plus("contract-target")
                    .plus("notes")
                    .plus("note");
            scenario.files.write(folder.plus("manifest.json"), new byte[] {'{', '}'});
            scenario.files.write(note, new byte[] {1});

            deleteDue(ContractMigration.TARGET, BackupScenario.NOW.plus(Duration.ofDays(10_000)));

            assertThat(scenario.attempts()).containsExactly(folder);
            assertThat(scenario.files.read(note)).hasSize(1);
        }

        @Test
        void leaves_a_backup_until_an_hour_after_it_was_last_read() throws IOException {
            scenario.backUp(1);
            Instant lastRead = BackupScenario.NOW.plus(KEEP).plus(Duration.ofHours(5));
            scenario.storage().markRead(folderOfAttempt(), lastRead);

            deleteDue(
                    ContractMigration.TARGET, lastRead.plus(Duration.ofHours(1)).minusMillis(1));
            assertThat(scenario.attempts()).hasSize(1);

            deleteDue(ContractMigration.TARGET, lastRead.plus(Duration.ofHours(1)));
            assertThat(scenario.files.all()).isEmpty();
        }
    }

    @Nested
    class A_restore {
        @Test
        void marks_the_backup_as_read() throws IOException {
            BackupResult backup = scenario.backUp(1);
            Instant lastMoment = backup.expiresAt().minusMillis(1);
            scenario.clock = Clock.fixed(lastMoment, ZoneOffset.UTC);

            scenario.restore(scenario.migration.restore(2, backup.digest()));

            assertThat(scenario.storage().lastRead(folderOfAttempt())).contains(lastMoment);
        }

        @Test
        void marks_it_again_and_again_until_it_ends() throws IOException {
            scenario.backUp(1);
            AtomicReference<Instant> now = new AtomicReference<>(BackupScenario.NOW);
            InstantSource time = now::get;
            BackupPath folder = folderOfAttempt();
            try (ReadMark _ =
                    new ReadMark(scenario.storage(), folder, time.withZone(ZoneOffset.UTC), Duration.ofMillis(5))) {
                Instant later = BackupScenario.NOW.plus(KEEP).plus(KEEP);
                now.set(later);
                await().atMost(TIMEOUT)
                        .untilAsserted(() ->
                                assertThat(scenario.storage().lastRead(folder)).contains(later));
                deleteDue(ContractMigration.TARGET, later);
                assertThat(scenario.attempts()).hasSize(1);
            }
        }

        @Test
        void of_a_storage_without_the_folder_goes_on() {
            BackupPath missing = BackupPath.ROOT.plus("missing");

            new ReadMark(scenario.storage(), missing, scenario.clock, ReadMark.INTERVAL).close();

            assertThat(scenario.files.all()).isEmpty();
        }
    }
}
