package dev.lockstep.worker.backup;

import static dev.lockstep.worker.backup.BackupScenario.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.worker.CrashedDispatch;
import dev.lockstep.worker.InMemoryStore;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Contract of backups in every storage. */
abstract class StoredBackupsContract {
    @SuppressWarnings("NullAway.Init") // Set before each test.
    private BackupScenario scenario;

    /** Returns an empty storage. */
    abstract BackupFiles freshFiles();

    @BeforeEach
    void createScenario() {
        scenario = new BackupScenario(freshFiles());
    }

    @Nested
    class A_backup {
        @Test
        void states_its_files_digest_and_expiry() {
            BackupResult result = scenario.backUp(1);

            assertThat(result.units()).isEqualTo(20);
            assertThat(result.createdAt()).isEqualTo(NOW);
            assertThat(result.expiresAt()).isEqualTo(NOW.plus(BackupScenario.KEEP));
            assertThat(result.method()).isEqualTo("memory");
            assertThat(result.files())
                    .extracting(BackupResult.BackupFile::name)
                    .containsExactly("even.bin.gz", "odd.bin.gz");
            assertThat(result.bytes())
                    .isEqualTo(result.files().stream()
                            .mapToLong(BackupResult.BackupFile::bytes)
                            .sum());
            assertThat(result.location())
                    .matches("%s:%s/contract-target/1-[0-9a-f]{8}"
                            .formatted(scenario.storage().name(), scenario.migration.id()));
            assertThat(result.notes()).containsExactly("backed up 1 steps");
        }

        @Test
        void that_is_repeated_reports_the_complete_one() {
            BackupResult first = scenario.backUp(1);
            scenario.store.connect().journal();
            scenario.run(scenario.migration.backup(2, Duration.ofDays(1)));

            assertThat(scenario.backUp(3)).isEqualTo(first);
            assertThat(scenario.attempts()).hasSize(1);
        }

        @Test
        void that_is_repeated_is_made_again_if_the_complete_one_is_damaged() {
            BackupResult first = scenario.backUp(1);
            scenario.files.write(scenario.attempts().getFirst().plus("odd.bin.gz"), new byte[] {1});

            BackupResult second = scenario.backUp(2);

            assertThat(second.location()).contains("/2-");
            assertThat(second.files()).isEqualTo(first.files());
            assertThat(scenario.restore(scenario.migration.restore(3, second.digest()))
                            .equal())
                    .isEqualTo(20);
        }

        @Test
        void below_the_fence_is_stale() {
            scenario.run(scenario.migration.apply(5));

            assertThat(scenario.run(scenario.migration.backup(4, BackupScenario.KEEP)))
                    .isInstanceOf(Report.Stale.class);
            assertThat(scenario.attempts()).isEmpty();
        }
    }

    @Nested
    class An_interrupted_backup {
        @Test
        void has_no_manifest_and_is_not_restored() {
            for (String point : new String[] {"backup.before-file", "backup.after-file", "backup.before-manifest"}) {
                CrashedDispatch.at(point, () -> scenario.backUp(1));
            }

            StepFailure failure = scenario.failure(scenario.migration.restore(2, null));

            assertThat(failure.code()).isEqualTo("backup-incomplete");
            assertThat(failure.message()).contains("manifest.json");
        }

        @Test
        void is_replaced_by_the_next_one() {
            CrashedDispatch.at("backup.before-manifest", () -> scenario.backUp(1));
            BackupPath interrupted = scenario.attempts().getFirst();

            BackupResult result = scenario.backUp(2);

            assertThat(scenario.attempts()).doesNotContain(interrupted);
            assertThat(result.units()).isEqualTo(20);
            assertThat(scenario.attempts()).hasSize(1);
        }

        @Test
        void of_a_later_dispatch_is_left_to_its_worker() {
            CrashedDispatch.at("backup.before-manifest", () -> scenario.backUp(9));

            scenario.backUp(3);

            assertThat(scenario.attempts()).hasSize(2);
        }
    }

    @Nested
    class A_storage_without_room {
        @Test
        void refuses_the_backup_and_keeps_nothing_of_it() {
            scenario.maxSize = 60;

            StepFailure failure = scenario.failure(scenario.migration.backup(1, BackupScenario.KEEP));

            assertThat(failure).isInstanceOf(StepFailure.Permanent.class);
            assertThat(failure.code()).isEqualTo("backup-no-room");
            assertThat(failure.message()).contains("60 bytes", "lockstep.backups.max-size");
            assertThat(scenario.attempts()).isEmpty();
        }
    }

    @Nested
    class A_restore {
        @Test
        void puts_the_units_back_and_leaves_the_journal() {
            String before = scenario.store.digest();
            BackupResult backup = scenario.backUp(1);
            scenario.run(scenario.migration.apply(2));
            var entry = scenario.store.connect().journal().read(scenario.migration.key());

            RestoreResult dryRun = scenario.restore(scenario.migration.restoreDryRun(3, backup.digest()));
            assertThat(dryRun.dryRun()).isTrue();
            assertThat(dryRun.replaced()).isEqualTo(20);
            assertThat(scenario.store.digest()).isNotEqualTo(before);

            RestoreResult result = scenario.restore(scenario.migration.restore(4, backup.digest()));
            assertThat(result.replaced()).isEqualTo(20);
            assertThat(scenario.store.digest()).isEqualTo(before);
            assertThat(scenario.store.connect().journal().read(scenario.migration.key()))
                    .isEqualTo(entry);
        }

        @Test
        void that_crashed_between_units_is_completed_by_the_next_one() {
            String before = scenario.store.digest();
            scenario.backUp(1);
            scenario.run(scenario.migration.apply(2));
            CrashedDispatch.at("restore.after-verify", () -> scenario.run(scenario.migration.restore(3, null)));

            scenario.restore(scenario.migration.restore(4, null));

            assertThat(scenario.store.digest()).isEqualTo(before);
        }

        @Test
        void of_an_unknown_backup_says_where_it_searched() {
            StepFailure failure = scenario.failure(scenario.migration.restore(1, null));

            assertThat(failure.code()).isEqualTo("backup-unknown");
            assertThat(failure.message()).contains(scenario.storage().name() + ":" + scenario.migration.id());
        }

        @Test
        void of_an_expired_backup_is_refused() {
            scenario.backUp(1);
            scenario.clock = Clock.fixed(NOW.plus(BackupScenario.KEEP), ZoneOffset.UTC);

            assertThat(scenario.failure(scenario.migration.restore(2, null)).code())
                    .isEqualTo("backup-expired");
        }

        @Test
        void into_another_database_is_refused() {
            scenario.backUp(1);

            StepFailure failure =
                    BackupScenario.failureOf(scenario.run(new InMemoryStore(20), scenario.migration.restore(2, null)));

            assertThat(failure.code()).isEqualTo("backup-of-other-database");
        }

        @Test
        void below_the_fence_is_stale() {
            scenario.backUp(1);
            scenario.run(scenario.migration.apply(5));

            assertThat(scenario.run(scenario.migration.restore(4, null))).isInstanceOf(Report.Stale.class);
        }
    }
}
