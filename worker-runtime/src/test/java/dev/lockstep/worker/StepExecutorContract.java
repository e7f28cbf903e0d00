package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.plan.Verification;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepResult;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * What every operation of every store must do, run through the production runner against its real server.
 *
 * <p>A store's suite inherits this once per operation. A crash is an error thrown at a failpoint, after which another
 * worker goes on; a zombie is a dispatch held at a failpoint while a newer one runs to its end.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class StepExecutorContract {
    private static final Set<String> RUNNER_POINTS =
            Set.of("runner.before-intent", "runner.after-intent", "runner.before-result", "runner.after-result");

    private ContractCensus census;
    private ContractStore store;

    /** The operation under contract; the same every time. */
    protected abstract StepOperation operation();

    /** A fresh store with twice the batch size plus one units for the operation, and neighbours that it must not touch. */
    protected abstract ContractStore freshStore();

    /** How many units apply reports as changed. */
    protected abstract long changed();

    /** A check that holds once the operation is applied and does not hold before. */
    protected abstract Verification check();

    /** The names of the executor's own failpoints, each of which an undisturbed migration passes. */
    protected abstract Set<String> failpoints();

    @BeforeAll
    void takeCensus() {
        try (ContractStore undisturbed = freshStore()) {
            census = new ContractCensus(operation(), undisturbed);
        }
    }

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
        assertThat(store.digest()).isEqualTo(census.after(ContractStage.APPLY)).isNotEqualTo(census.before());
        assertThat(store.leftovers()).isEmpty();
    }

    private void assertAsBefore() {
        assertThat(store.digest()).isEqualTo(census.before());
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
                String found = target.checks().find(check(), Duration.ofSeconds(10));
                assertThat(Expectation.holds(check(), found)).isFalse();
            }
            succeeded(run(migration.apply(1)));
        }

        @TestFactory
        Stream<DynamicTest> gives_way_between_two_batches() {
            try (ContractWorker worker = worker()) {
                worker.run(ContractMigration.of(operation()).apply(1));
                return Stream.iterate(1, told -> told <= worker.told().size(), told -> told + 1)
                        .limit(3)
                        .map(told -> DynamicTest.dynamicTest("after telling %d".formatted(told), () -> givesWay(told)));
            }
        }

        private void givesWay(int told) {
            try (ContractStore fresh = freshStore();
                    ContractWorker worker =
                            new ContractWorker(fresh.connect(), operation().kind())) {
                worker.supersedeAfter(told);
                worker.run(migration.apply(1));
                assertThat(worker.reports()).hasOnlyElementsOfType(Report.Accepted.class);
                worker.supersedeAfter(Integer.MAX_VALUE);
                compensated(worker.run(migration.compensate(2)));
                assertThat(fresh.digest()).isEqualTo(census.before());
            }
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
                    .isEqualTo(census.after(
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

    @Nested
    class Crashing {
        @Test
        void can_happen_at_every_named_point() {
            Set<String> named = new TreeSet<>(RUNNER_POINTS);
            named.addAll(failpoints());
            assertThat(census.points()).isEqualTo(named);
        }

        @TestFactory
        Stream<DynamicTest> and_going_on_ends_as_if_nothing_had_happened() {
            return census.places().map(place -> DynamicTest.dynamicTest(place.toString(), () -> goesOn(place)));
        }

        @TestFactory
        Stream<DynamicTest> and_compensating_ends_as_before() {
            return census.places()
                    .filter(place -> place.stage() != ContractStage.COMPENSATE)
                    .map(place -> DynamicTest.dynamicTest(place.toString(), () -> turnsBack(place)));
        }

        private void goesOn(ContractCensus.Place place) {
            try (ContractStore crashing = freshStore()) {
                ContractMigration migration = ContractMigration.of(operation());
                long next = crash(crashing, migration, place);
                try (ContractWorker heir =
                        new ContractWorker(crashing.connect(), operation().kind())) {
                    heir.run(place.stage().command(migration, next));
                    assertThat(heir.reports().getLast())
                            .isInstanceOfAny(Report.Succeeded.class, Report.Compensated.class);
                }
                assertThat(crashing.digest()).isEqualTo(census.after(place.stage()));
                assertThat(crashing.leftovers()).isEmpty();
            }
        }

        private void turnsBack(ContractCensus.Place place) {
            try (ContractStore crashing = freshStore()) {
                ContractMigration migration = ContractMigration.of(operation());
                long next = crash(crashing, migration, place);
                try (ContractWorker heir =
                        new ContractWorker(crashing.connect(), operation().kind())) {
                    assertThat(compensated(heir.run(migration.compensate(next))).conflicts())
                            .isZero();
                }
                assertThat(crashing.digest()).isEqualTo(census.before());
                assertThat(crashing.leftovers()).isEmpty();
            }
        }

        private long crash(ContractStore crashing, ContractMigration migration, ContractCensus.Place place) {
            long dispatch = runUpTo(place.stage(), crashing, migration);
            AtomicInteger hits = new AtomicInteger();
            try (ContractWorker doomed =
                            new ContractWorker(crashing.connect(), operation().kind());
                    Failpoints.Watch _ = Failpoints.watch(point -> {
                        if (point.equals(place.point()) && hits.incrementAndGet() == place.hit()) {
                            throw new CrashedAtFailpoint(point);
                        }
                    })) {
                assertThatThrownBy(() -> doomed.run(place.stage().command(migration, dispatch)))
                        .isInstanceOf(CrashedAtFailpoint.class);
            }
            return dispatch + 1;
        }
    }

    @Nested
    class Zombies {
        @TestFactory
        Stream<DynamicTest> that_wake_after_a_compensation_change_nothing() {
            return census.middlePlaces()
                    .map(place ->
                            DynamicTest.dynamicTest(place.toString(), () -> wakes(place, ContractStage.COMPENSATE)));
        }

        @TestFactory
        Stream<DynamicTest> that_wake_after_another_went_on_change_nothing() {
            return census.middlePlaces()
                    .filter(place -> place.stage() != ContractStage.COMPENSATE)
                    .map(place -> DynamicTest.dynamicTest(place.toString(), () -> wakes(place, place.stage())));
        }

        private void wakes(ContractCensus.Place place, ContractStage newer) throws InterruptedException {
            try (ContractStore shared = freshStore();
                    ContractWorker zombie =
                            new ContractWorker(shared.connect(), operation().kind());
                    ContractWorker heir =
                            new ContractWorker(shared.connect(), operation().kind())) {
                ContractMigration migration = ContractMigration.of(operation());
                long dispatch = runUpTo(place.stage(), shared, migration);
                try (HeldDispatch held = HeldDispatch.at(
                        place.point(),
                        place.hit(),
                        () -> zombie.run(place.stage().command(migration, dispatch)))) {
                    Report ended = heir.run(newer.command(migration, dispatch + 1));
                    assertThat(ended).isInstanceOfAny(Report.Succeeded.class, Report.Compensated.class);
                    String expected = newer == ContractStage.COMPENSATE ? census.before() : census.after(newer);
                    assertThat(shared.digest()).isEqualTo(expected);
                    JournalEntry entry = heir.target().journal().read(migration.key());
                    held.letGo();
                    assertThat(shared.digest()).isEqualTo(expected);
                    assertThat(heir.target().journal().read(migration.key())).isEqualTo(entry);
                    assertThat(shared.leftovers()).isEmpty();
                }
            }
        }
    }

    private long runUpTo(ContractStage stage, ContractStore on, ContractMigration migration) {
        long dispatch = 1;
        for (ContractStage earlier : ContractStage.of(operation())) {
            if (earlier == stage) {
                return dispatch;
            }
            try (ContractWorker worker =
                    new ContractWorker(on.connect(), operation().kind())) {
                succeeded(worker.run(earlier.command(migration, dispatch++)));
            }
        }
        throw new IllegalArgumentException("no stage " + stage);
    }
}
