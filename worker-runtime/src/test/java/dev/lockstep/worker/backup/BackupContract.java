package dev.lockstep.worker.backup;

import static dev.lockstep.worker.backup.BackupRun.failureOf;
import static dev.lockstep.worker.backup.BackupRun.resultOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.ContractStore;
import dev.lockstep.worker.CrashedDispatch;
import dev.lockstep.worker.FailpointHold;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Contract of the backups of every store, run with the production runner against a real server.
 *
 * @param <S> the store, which is seeded
 */
public abstract class BackupContract<S extends ContractStore> {
    /** Reached by a restore after it has read the backup once, and before it reads it again to write. */
    private static final String BEFORE_RESTORE = "restore.after-verify";

    private static final long LATER = 1000;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    Path directory;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private S store;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private BackupRun run;

    /** Opens a fresh store with units that the operation changes. */
    protected abstract S freshStore();

    protected abstract StepOperation operation();

    /** A point that a restore reaches before its writes. */
    protected abstract String failpoint();

    /** Changes a unit that is in the backup, as an application. */
    protected abstract void writeByApplication(S written);

    @BeforeEach
    void open() {
        store = freshStore();
        run = new BackupRun(store.connect(), directory, operation());
    }

    @AfterEach
    void close() {
        run.close();
        store.close();
    }

    private void assertUntouched(String digest) {
        assertThat(store.digest()).isEqualTo(digest);
        assertThat(store.leftovers()).isEmpty();
    }

    @Nested
    class A_restore {
        @Test
        void says_what_it_would_change_and_then_changes_it() {
            String before = store.digest();
            run.backUp();
            run.applyAndFinish();
            String migrated = store.digest();
            assertThat(migrated).isNotEqualTo(before);

            RestoreResult dryRun = run.restoreDryRun();
            assertUntouched(migrated);
            RestoreResult result = run.restore();

            assertUntouched(before);
            assertThat(dryRun.dryRun()).isTrue();
            assertThat(result.dryRun()).isFalse();
            assertThat(result.recreated() + result.replaced() + result.removed())
                    .isPositive()
                    .isEqualTo(dryRun.recreated() + dryRun.replaced() + dryRun.removed());
            assertThat(run.restore().equal()).isEqualTo(result.equal() + result.recreated() + result.replaced());
        }

        @Test
        void after_a_compensation_finds_every_unit_equal() {
            BackupResult backup = run.backUp();
            run.applyAndFinish();
            run.compensate();

            assertThat(run.restore().equal()).isEqualTo(backup.units()).isPositive();
        }

        @Test
        void without_the_journal_says_that_later_writes_are_unknown() {
            run.backUp();
            run.applyAndFinish();
            run.run(run.migration().purge(run.next()));

            RestoreResult result = run.restore();

            assertThat(result.laterWrites()).isNull();
            assertThat(result.notes())
                    .anyMatch(note ->
                            note.contains("later writes of applications cannot be told") && note.contains("journal"));
        }

        @Test
        void that_crashed_is_completed_by_the_next_one() {
            String before = store.digest();
            run.backUp();
            run.applyAndFinish();
            for (int crash = 0; crash < 3; crash++) {
                CrashedDispatch.at(failpoint(), () -> run.restore());
            }

            run.restore();

            assertUntouched(before);
        }

        @Test
        void stops_if_the_target_accepts_a_later_dispatch() {
            run.backUp();
            run.applyAndFinish();
            String migrated = store.digest();
            try (FailpointHold hold = FailpointHold.at(failpoint(), 1)) {
                CompletableFuture<Report> restore = CompletableFuture.supplyAsync(() -> run.run(run.restoreCommand()));
                hold.awaitReached();
                run.runOn(store.connect(), ContractMigration.of(operation()).compensate(LATER));
                hold.release();
                assertThat(restore.join()).isInstanceOf(Report.Accepted.class);
            }
            assertUntouched(migrated);
        }

        @Test
        void of_a_repeated_backup_is_that_of_the_first() {
            String before = store.digest();
            BackupResult first = run.backUp();
            writeByApplication(store);

            assertThat(run.backUp()).isEqualTo(first);
            run.restore();

            assertUntouched(before);
        }

        @Test
        void of_another_migration_is_unknown() {
            run.backUp();

            Report report = run.run(ContractMigration.of(operation()).restore(run.next(), null));

            assertThat(failureOf(report).code()).isEqualTo("backup-unknown");
        }
    }

    @Nested
    class A_restore_that_is_delivered_again {
        @SuppressWarnings("NullAway.Init") // Set before each test.
        private Command command;

        @BeforeEach
        void backUpAndApply() {
            run.backUp();
            run.applyAndFinish();
            command = run.restoreCommand();
        }

        private String writtenByApplication() {
            String before = store.digest();
            writeByApplication(store);
            assertThat(store.digest()).isNotEqualTo(before);
            return store.digest();
        }

        @Test
        void answers_with_the_result_and_writes_nothing() {
            RestoreResult result = resultOf(run.run(command));
            String written = writtenByApplication();

            assertThat(resultOf(run.run(command))).isEqualTo(result);
            assertThat(resultOf(run.runOn(store.connect(), command))).isEqualTo(result);
            assertUntouched(written);
        }

        @Test
        void after_a_crash_before_its_report_answers_with_the_result() {
            CrashedDispatch.at("runner.restore.after-record", () -> run.run(command));
            String written = writtenByApplication();

            RestoreResult result = resultOf(run.runOn(store.connect(), command));

            assertThat(result.recreated() + result.replaced() + result.removed())
                    .isPositive();
            assertUntouched(written);
        }

        @Test
        void beside_the_first_one_stops_when_that_one_has_ended() {
            try (FailpointHold hold = FailpointHold.at(BEFORE_RESTORE, 1)) {
                CompletableFuture<Report> repeated =
                        CompletableFuture.supplyAsync(() -> run.runOn(store.connect(), command));
                hold.awaitReached();
                resultOf(run.run(command));
                String written = writtenByApplication();
                hold.release();
                assertThat(repeated.join()).isInstanceOf(Report.Accepted.class);
                assertUntouched(written);
            }
        }

        @Test
        void after_a_later_restore_is_refused() {
            resultOf(run.run(run.restoreCommand()));
            String written = writtenByApplication();

            StepFailure failure = failureOf(run.run(command));

            assertThat(failure.code()).isEqualTo("restore-superseded");
            assertThat(failure)
                    .isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> assertThat(permanent.effect())
                            .isEqualTo(StepFailure.Effect.NONE));
            assertThat(failure.message())
                    .contains("dispatch %s restores".formatted(command.header().dispatch()))
                    .contains("restore of dispatch %d"
                            .formatted(command.header().dispatch().value() + 1));
            assertUntouched(written);
        }

        @Test
        void is_run_by_a_later_dispatch() {
            String before = store.digest();
            resultOf(run.run(command));
            String restored = store.digest();
            writtenByApplication();

            run.restore();

            assertUntouched(restored);
            assertThat(restored).isNotEqualTo(before);
        }
    }
}
