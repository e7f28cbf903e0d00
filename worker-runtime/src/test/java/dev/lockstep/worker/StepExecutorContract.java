package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Contract of every operation on every store, run with the production runner against a real server.
 *
 * <p>Every operation has one subclass. A crash is an error that is thrown at a failpoint; another worker then
 * continues. A zombie is a dispatch that pauses at a failpoint while a newer dispatch runs to its end.
 */
public abstract class StepExecutorContract extends StepExecutorHealthContract {
    private ContractStore store;

    /** Returns the number of units that apply reports as changed. */
    protected abstract long changed();

    /** Returns a check that is met after the operation is applied and not met before. */
    protected abstract Verification check();

    @BeforeEach
    void openStore() {
        store = freshStore();
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    private ContractWorker worker() {
        return new ContractWorker(store.connect(), operation().kind());
    }

    private Report run(Command command) {
        try (ContractWorker worker = worker()) {
            return worker.run(command);
        }
    }

    private JournalEntry journalOf(ContractMigration migration) {
        try (ConnectedTarget target = store.connect()) {
            return target.journal().read(migration.key());
        }
    }

    private void assertApplied() {
        assertThat(store.digest())
                .isEqualTo(reference().digestAfter(ContractStage.APPLY))
                .isNotEqualTo(reference().digestBefore());
        assertThat(store.leftovers()).isEmpty();
    }

    private void assertUnchanged() {
        assertThat(store.digest()).isEqualTo(reference().digestBefore());
        assertThat(store.leftovers()).isEmpty();
    }

    private static StepResult assertSucceeded(Report report) {
        assertThat(report).isInstanceOf(Report.Succeeded.class);
        return ((Report.Succeeded) report).result();
    }

    private static CompensationResult assertCompensated(Report report) {
        assertThat(report).isInstanceOf(Report.Compensated.class);
        return ((Report.Compensated) report).result();
    }

    private static void assertStale(Report report, long fence) {
        assertThat(report).isInstanceOfSatisfying(Report.Stale.class, stale -> assertThat(stale.fence())
                .isEqualTo(new DispatchNumber(fence)));
    }

    @Nested
    class Preflight {
        @Test
        void passes_and_changes_nothing() {
            ContractMigration migration = ContractMigration.of(operation());
            assertSucceeded(run(migration.preflight(1)));
            assertUnchanged();
            assertThat(journalOf(migration)).isEqualTo(JournalEntry.EMPTY);
        }
    }

    @Nested
    class Applying {
        private final ContractMigration migration = ContractMigration.of(operation(), check());

        @Test
        void changes_every_unit_and_reports_their_number() {
            StepResult result = assertSucceeded(run(migration.apply(1)));
            assertApplied();
            assertThat(result.changed()).isEqualTo(changed());
            assertThat(result.checks()).hasSize(1);
        }

        @Test
        void twice_has_the_effect_of_once() {
            StepResult first = assertSucceeded(run(migration.apply(1)));
            StepResult second = assertSucceeded(run(migration.apply(2)));
            assertApplied();
            assertThat(second).isEqualTo(first);
        }

        @Test
        void and_then_going_on_with_another_plan_is_rejected_and_changes_nothing() {
            assertSucceeded(run(migration.apply(1)));
            JournalEntry before = journalOf(migration);
            ContractMigration other = migration.withOtherPlan();
            assertThat(List.of(run(other.apply(2)), run(other.compensate(3)), run(other.finish(4))))
                    .hasOnlyElementsOfType(Report.Rejected.class);
            assertApplied();
            assertThat(journalOf(migration)).isEqualTo(before);
            assertCompensated(run(migration.compensate(2)));
            assertUnchanged();
        }

        @Test
        void by_a_redelivered_command_is_reported_again() {
            StepResult first = assertSucceeded(run(migration.apply(1)));
            StepResult second = assertSucceeded(run(migration.apply(1)));
            assertApplied();
            assertThat(second).isEqualTo(first);
        }

        @Test
        void with_a_lower_number_is_stale() {
            ContractMigration earlier = ContractMigration.of(operation());
            run(migration.compensate(7));
            assertStale(run(earlier.apply(6)), 7);
            assertUnchanged();
            assertThat(journalOf(earlier).step()).isNull();
        }

        @Test
        void after_the_tombstone_is_stale() {
            run(migration.compensate(1));
            assertStale(run(migration.apply(2)), 1);
            assertUnchanged();
        }

        @Test
        void fails_permanently_if_a_check_is_not_met_and_can_be_compensated() {
            Verification unmeetable = new Verification(check().sql(), check().count(), null, Long.MAX_VALUE, null);
            ContractMigration unmet = ContractMigration.of(operation(), unmeetable);
            assertThat(run(unmet.apply(1)))
                    .isInstanceOfSatisfying(Report.Failed.class, failed -> assertThat(failed.failure())
                            .isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> {
                                assertThat(permanent.code()).isEqualTo("check-not-met");
                                assertThat(permanent.effect()).isEqualTo(StepFailure.Effect.WHOLE);
                            }));
            assertApplied();
            assertCompensated(run(unmet.compensate(2)));
            assertUnchanged();
        }

        @Test
        void makes_the_check_pass() {
            try (ConnectedTarget target = store.connect()) {
                String found = target.checks().run(check(), Duration.ofSeconds(10));
                assertThat(Expectations.isMet(check(), found)).isFalse();
            }
            assertSucceeded(run(migration.apply(1)));
        }
    }

    @Nested
    class Finishing {
        @Test
        void twice_has_the_effect_of_once_and_is_undone_by_the_compensation() {
            ContractMigration migration = ContractMigration.of(operation());
            assertSucceeded(run(migration.apply(1)));
            StepResult first = assertSucceeded(run(migration.finish(2)));
            StepResult second = assertSucceeded(run(migration.finish(3)));
            assertThat(second).isEqualTo(first);
            assertThat(store.digest())
                    .isEqualTo(reference()
                            .digestAfter(
                                    ContractStage.of(operation()).reversed().get(1)));
            assertCompensated(run(migration.compensateApplied(4)));
            assertUnchanged();
        }

        @Test
        void after_a_compensation_is_stale() {
            ContractMigration migration = ContractMigration.of(operation());
            run(migration.apply(1));
            run(migration.compensate(2));
            assertStale(run(migration.finish(3)), 2);
            assertUnchanged();
        }
    }

    @Nested
    class Compensating {
        private final ContractMigration migration = ContractMigration.of(operation());

        @Test
        void restores_the_previous_state() {
            run(migration.apply(1));
            CompensationResult result = assertCompensated(run(migration.compensateApplied(2)));
            assertUnchanged();
            assertThat(result.conflicts()).isZero();
        }

        @Test
        void twice_has_the_effect_of_once() {
            run(migration.apply(1));
            CompensationResult first = assertCompensated(run(migration.compensate(2)));
            CompensationResult second = assertCompensated(run(migration.compensate(3)));
            assertUnchanged();
            assertThat(second).isEqualTo(first);
        }

        @Test
        void a_step_that_never_ran_changes_nothing_and_leaves_a_tombstone() {
            assertThat(assertCompensated(run(migration.compensate(1)))).isEqualTo(CompensationResult.NOTHING);
            assertUnchanged();
            assertThat(journalOf(migration).stepOrThrow().phase()).isEqualTo(StepPhase.COMPENSATED);
        }

        @Test
        void an_applied_step_with_a_lost_journal_is_refused() {
            assertThat(run(migration.compensateApplied(1)))
                    .isInstanceOfSatisfying(
                            Report.Failed.class,
                            failed -> assertThat(failed.failure().code()).isEqualTo("journal-missing"));
            assertUnchanged();
        }

        @Test
        void with_a_lower_number_is_stale() {
            run(migration.apply(7));
            assertStale(run(migration.compensate(6)), 7);
            assertApplied();
        }

        @Test
        void allows_another_migration_to_apply_the_operation() {
            run(migration.apply(1));
            run(migration.compensate(2));
            ContractMigration another = ContractMigration.of(operation());
            assertThat(assertSucceeded(run(another.apply(3))).changed()).isEqualTo(changed());
            assertApplied();
            assertCompensated(run(another.compensate(4)));
            assertUnchanged();
        }
    }

    @Nested
    class Erasing {
        @Test
        void a_unit_of_a_step_that_never_ran_erases_nothing_and_does_not_raise_the_fence() {
            ContractMigration migration = ContractMigration.of(operation());
            assertThat(assertSucceeded(run(migration.erase(5, "any"))).changed())
                    .isZero();
            assertUnchanged();
            assertThat(journalOf(migration)).isEqualTo(JournalEntry.EMPTY);
        }

        @Test
        void with_another_plan_is_rejected() {
            ContractMigration migration = ContractMigration.of(operation());
            assertSucceeded(run(migration.apply(1)));
            assertThat(run(migration.withOtherPlan().erase(2, "any"))).isInstanceOf(Report.Rejected.class);
            assertCompensated(run(migration.compensate(3)));
            assertUnchanged();
        }
    }

    @Nested
    class Purging {
        private final ContractMigration migration = ContractMigration.of(operation());

        private void assertPurged(long fence) {
            assertThat(journalOf(migration)).isEqualTo(new JournalEntry(new DispatchNumber(fence), null));
        }

        @Test
        void removes_only_the_journal_of_the_step_and_counts_it() {
            run(migration.apply(1));
            StepResult purged = assertSucceeded(run(migration.purge(2)));
            assertApplied();
            assertPurged(1);
            assertThat(purged.changed()).isPositive();
            assertThat(purged.counts()).containsOnlyKeys("bytes");
        }

        @Test
        void twice_has_the_effect_of_once() {
            run(migration.apply(1));
            assertSucceeded(run(migration.purge(2)));
            assertThat(assertSucceeded(run(migration.purge(2))).changed()).isZero();
            assertPurged(1);
        }

        @Test
        void leaves_a_target_on_which_another_migration_can_run() {
            run(migration.apply(1));
            assertCompensated(run(migration.compensate(2)));
            assertSucceeded(run(migration.purge(3)));
            assertUnchanged();
            assertSucceeded(run(ContractMigration.of(operation()).apply(4)));
            assertApplied();
        }

        @Test
        void lets_commands_that_arrive_later_be_stale() {
            run(migration.apply(1));
            assertSucceeded(run(migration.purge(9, 4)));
            assertPurged(4);
            assertStale(run(migration.apply(1)), 4);
            assertStale(run(migration.apply(4)), 4);
            assertStale(run(migration.compensateApplied(3)), 4);
            assertApplied();
            assertPurged(4);
        }

        @Test
        void a_step_that_never_ran_lets_its_delayed_apply_be_stale() {
            assertSucceeded(run(migration.purge(9, 4)));
            assertPurged(4);
            assertStale(run(migration.apply(3)), 4);
            assertUnchanged();
        }

        @Test
        void leaves_the_higher_fence_and_the_row_of_a_later_migration() {
            run(migration.apply(1));
            assertCompensated(run(migration.compensate(2)));
            ContractMigration later = ContractMigration.of(operation());
            assertSucceeded(run(later.apply(10)));
            JournalEntry entry = journalOf(later);
            assertSucceeded(run(migration.purge(11, 2)));
            assertPurged(10);
            assertThat(journalOf(later)).isEqualTo(entry);
            assertCompensated(run(later.compensate(12)));
            assertUnchanged();
        }

        @Test
        void with_another_plan_is_rejected_and_removes_nothing() {
            run(migration.apply(1));
            assertThat(run(migration.withOtherPlan().purge(2, 4))).isInstanceOf(Report.Rejected.class);
            assertCompensated(run(migration.compensate(3)));
            assertUnchanged();
        }

        @Test
        void that_crashes_after_a_batch_is_continued_by_another_worker() {
            run(migration.apply(1));
            try (ContractWorker crashing = worker();
                    Failpoints.Watch _ = Failpoints.watch(point -> {
                        if (point.equals("purge.after-batch")) {
                            throw new FailpointCrash(point);
                        }
                    })) {
                assertThatThrownBy(() -> crashing.run(migration.purge(2, 1))).isInstanceOf(FailpointCrash.class);
            }
            assertStale(run(migration.apply(0)), 1);
            assertSucceeded(run(migration.purge(2, 1)));
            assertPurged(1);
            assertApplied();
        }

        @Test
        void that_is_handed_over_reports_that_it_has_stopped() {
            run(migration.apply(1));
            try (ContractWorker stopping = worker()) {
                stopping.handOverAfter(1);
                assertThat(stopping.run(migration.purge(2))).isInstanceOf(Report.Stopped.class);
            }
            assertSucceeded(run(migration.purge(2)));
            assertPurged(1);
        }
    }
}
