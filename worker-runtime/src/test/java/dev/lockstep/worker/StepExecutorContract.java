package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What every operation of every store must do, run through the production runner against its real server.
 *
 * <p>A store's suite inherits this once per operation. A crash is an error thrown at a failpoint, after which another
 * worker goes on; a zombie is a dispatch held at a failpoint while a newer one runs to its end.
 */
public abstract class StepExecutorContract extends StepExecutorUnderFaults {
    private ContractStore store;

    /** How many units apply reports as changed. */
    protected abstract long changed();

    /** A check that holds once the operation is applied and does not hold before. */
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

    private JournalEntry journaled(ContractMigration migration) {
        try (ConnectedTarget target = store.connect()) {
            return target.journal().read(migration.key());
        }
    }

    private void assertApplied() {
        assertThat(store.digest())
                .isEqualTo(census().after(ContractStage.APPLY))
                .isNotEqualTo(census().before());
        assertThat(store.leftovers()).isEmpty();
    }

    private void assertAsBefore() {
        assertThat(store.digest()).isEqualTo(census().before());
        assertThat(store.leftovers()).isEmpty();
    }

    private static StepResult succeeded(Report report) {
        assertThat(report).isInstanceOf(Report.Succeeded.class);
        return ((Report.Succeeded) report).result();
    }

    private static CompensationResult compensated(Report report) {
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
            succeeded(run(migration.preflight(1)));
            assertAsBefore();
            assertThat(journaled(migration)).isEqualTo(JournalEntry.EMPTY);
        }
    }

    @Nested
    class Applying {
        private final ContractMigration migration = ContractMigration.of(operation(), check());

        @Test
        void changes_every_unit_and_says_how_many() {
            StepResult result = succeeded(run(migration.apply(1)));
            assertApplied();
            assertThat(result.changed()).isEqualTo(changed());
            assertThat(result.checks()).hasSize(1);
        }

        @Test
        void twice_is_applying_once() {
            StepResult first = succeeded(run(migration.apply(1)));
            StepResult second = succeeded(run(migration.apply(2)));
            assertApplied();
            assertThat(second).isEqualTo(first);
        }

        @Test
        void by_a_message_that_came_twice_is_answered_twice() {
            StepResult first = succeeded(run(migration.apply(1)));
            StepResult second = succeeded(run(migration.apply(1)));
            assertApplied();
            assertThat(second).isEqualTo(first);
        }

        @Test
        void under_a_lower_number_is_stale() {
            ContractMigration earlier = ContractMigration.of(operation());
            run(migration.compensate(7));
            assertStale(run(earlier.apply(6)), 7);
            assertAsBefore();
            assertThat(journaled(earlier).step()).isNull();
        }

        @Test
        void after_the_tombstone_is_stale() {
            run(migration.compensate(1));
            assertStale(run(migration.apply(2)), 1);
            assertAsBefore();
        }

        @Test
        void fails_for_good_when_a_check_is_not_met_and_can_be_undone() {
            Verification never = new Verification(check().sql(), check().count(), null, Long.MAX_VALUE, null);
            ContractMigration unmet = ContractMigration.of(operation(), never);
            assertThat(run(unmet.apply(1)))
                    .isInstanceOfSatisfying(Report.Failed.class, failed -> assertThat(failed.failure())
                            .isInstanceOfSatisfying(StepFailure.Permanent.class, permanent -> {
                                assertThat(permanent.code()).isEqualTo("check-not-met");
                                assertThat(permanent.effect()).isEqualTo(StepFailure.Effect.WHOLE);
                            }));
            assertApplied();
            compensated(run(unmet.compensate(2)));
            assertAsBefore();
        }

        @Test
        void makes_a_check_hold_that_did_not_hold_before() {
            try (ConnectedTarget target = store.connect()) {
                String found = target.checks().run(check(), Duration.ofSeconds(10));
                assertThat(Expectation.holds(check(), found)).isFalse();
            }
            succeeded(run(migration.apply(1)));
        }
    }

    @Nested
    class Finishing {
        @Test
        void is_done_once_and_is_undone_with_the_step() {
            ContractMigration migration = ContractMigration.of(operation());
            succeeded(run(migration.apply(1)));
            StepResult first = succeeded(run(migration.finish(2)));
            StepResult second = succeeded(run(migration.finish(3)));
            assertThat(second).isEqualTo(first);
            assertThat(store.digest())
                    .isEqualTo(census().after(
                                    ContractStage.of(operation()).reversed().get(1)));
            compensated(run(migration.compensateApplied(4)));
            assertAsBefore();
        }

        @Test
        void after_the_step_was_compensated_is_stale() {
            ContractMigration migration = ContractMigration.of(operation());
            run(migration.apply(1));
            run(migration.compensate(2));
            assertStale(run(migration.finish(3)), 2);
            assertAsBefore();
        }
    }

    @Nested
    class Compensating {
        private final ContractMigration migration = ContractMigration.of(operation());

        @Test
        void puts_back_what_was_there() {
            run(migration.apply(1));
            CompensationResult result = compensated(run(migration.compensateApplied(2)));
            assertAsBefore();
            assertThat(result.conflicts()).isZero();
        }

        @Test
        void twice_is_compensating_once() {
            run(migration.apply(1));
            CompensationResult first = compensated(run(migration.compensate(2)));
            CompensationResult second = compensated(run(migration.compensate(3)));
            assertAsBefore();
            assertThat(second).isEqualTo(first);
        }

        @Test
        void a_step_that_never_ran_changes_nothing_and_leaves_a_tombstone() {
            assertThat(compensated(run(migration.compensate(1)))).isEqualTo(CompensationResult.NOTHING);
            assertAsBefore();
            assertThat(journaled(migration).stepOrThrow().phase()).isEqualTo(StepPhase.COMPENSATED);
        }

        @Test
        void an_applied_step_without_its_journal_is_refused() {
            assertThat(run(migration.compensateApplied(1)))
                    .isInstanceOfSatisfying(
                            Report.Failed.class,
                            failed -> assertThat(failed.failure().code()).isEqualTo("journal-missing"));
            assertAsBefore();
        }

        @Test
        void under_a_lower_number_is_stale() {
            run(migration.apply(7));
            assertStale(run(migration.compensate(6)), 7);
            assertApplied();
        }

        @Test
        void lets_another_migration_apply_the_same() {
            run(migration.apply(1));
            run(migration.compensate(2));
            ContractMigration another = ContractMigration.of(operation());
            assertThat(succeeded(run(another.apply(3))).changed()).isEqualTo(changed());
            assertApplied();
            compensated(run(another.compensate(4)));
            assertAsBefore();
        }
    }

    @Nested
    class Purging {
        @Test
        void forgets_the_step_and_touches_nothing_else() {
            ContractMigration migration = ContractMigration.of(operation());
            run(migration.apply(1));
            succeeded(run(migration.purge(2)));
            assertApplied();
            assertThat(journaled(migration)).isEqualTo(new JournalEntry(new DispatchNumber(1), null));
        }
    }
}
