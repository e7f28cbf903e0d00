package dev.lockstep.worker.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.RehearsalResult;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.worker.ContractMigration;
import dev.lockstep.worker.ContractStore;
import dev.lockstep.worker.ContractWorker;
import dev.lockstep.worker.CrashedDispatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Contract of the rehearsals of every store, run with the production runner against a real server.
 *
 * @param <S> the store, which is seeded with more than 10 units
 */
public abstract class RehearsalContract<S extends ContractStore> {
    @SuppressWarnings("NullAway.Init") // Set before each test.
    private S store;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private ContractWorker worker;

    @SuppressWarnings("NullAway.Init") // Set before each test.
    private String before;

    private long dispatch;

    /** Opens a fresh store with units that the operation changes. */
    protected abstract S freshStore();

    /** An operation that changes every unit of the store, and can be undone. */
    protected abstract StepOperation operation();

    /** An operation whose apply fails on the units of the store. */
    protected abstract StepOperation failingOperation();

    /** A point that a copy reaches before it has all its units. */
    protected abstract String copyFailpoint();

    @BeforeEach
    void open() {
        store = freshStore();
        worker = new ContractWorker(store.connect(), operation().kind());
        before = store.digest();
    }

    @AfterEach
    void close() {
        worker.close();
        store.close();
    }

    private Report rehearse(StepOperation operation, @Nullable Integer sample, StepOperation... following) {
        return worker.run(ContractMigration.of(operation).rehearsal(++dispatch, sample, following));
    }

    private static RehearsalResult resultOf(Report report) {
        assertThat(report).isInstanceOf(Report.Rehearsed.class);
        return ((Report.Rehearsed) report).result();
    }

    private void assertUntouched() {
        assertThat(store.digest()).isEqualTo(before);
        assertThat(store.leftovers()).isEmpty();
    }

    @Nested
    class A_rehearsal {
        @Test
        void applies_compensates_and_applies_again_on_a_copy_that_it_deletes() {
            RehearsalResult result = resultOf(rehearse(operation(), null));

            assertThat(result.complete()).isTrue();
            assertThat(result.units()).isGreaterThan(10);
            assertThat(result.steps()).singleElement().satisfies(step -> {
                assertThat(step.changed()).isPositive();
                assertThat(step.restored()).isNotNull();
            });
            assertUntouched();
        }

        @Test
        void rehearses_steps_that_build_on_each_other() {
            RehearsalResult result = resultOf(rehearse(operation(), null, operation()));

            assertThat(result.steps()).hasSize(2);
            assertUntouched();
        }

        @Test
        void of_a_sample_copies_no_more_than_that() {
            RehearsalResult result = resultOf(rehearse(operation(), 3));

            assertThat(result.complete()).isFalse();
            assertThat(result.steps().getFirst().changed()).isBetween(1L, 3L);
            assertUntouched();
        }

        @Test
        void with_a_step_that_fails_says_which_and_why() {
            Report report = rehearse(operation(), null, failingOperation());

            StepFailure failure = failureOf(report);
            assertThat(failure.code()).isEqualTo("rehearsal-failed");
            assertThat(failure.message()).contains("apply of step following-1 failed on scratch copy");
            assertUntouched();
        }

        @Test
        void leaves_the_fence_as_it_is() {
            resultOf(rehearse(operation(), null));

            Report report = worker.run(ContractMigration.of(operation()).apply(1));

            assertThat(report).isInstanceOf(Report.Succeeded.class);
        }

        @Test
        void below_the_fence_is_stale() {
            worker.run(ContractMigration.of(operation()).apply(1_000));

            assertThat(rehearse(operation(), null)).isInstanceOf(Report.Stale.class);
        }

        @Test
        void that_crashed_can_be_repeated() {
            Command command = ContractMigration.of(operation()).rehearsal(++dispatch, null);
            CrashedDispatch.at(copyFailpoint(), () -> worker.run(command));
            CrashedDispatch.at("rehearsal.before-comparison", () -> worker.run(command));

            resultOf(worker.run(command));

            assertUntouched();
        }

        @Test
        void that_is_superseded_stops_and_deletes_its_copy() {
            worker.supersedeAfter(1);

            assertThat(rehearse(operation(), null)).isInstanceOf(Report.Accepted.class);
            assertUntouched();
        }
    }

    private static StepFailure failureOf(Report report) {
        assertThat(report).isInstanceOf(Report.Failed.class);
        return ((Report.Failed) report).failure();
    }
}
