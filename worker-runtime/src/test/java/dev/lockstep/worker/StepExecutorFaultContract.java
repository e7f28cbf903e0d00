package dev.lockstep.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.StepOperation;
import dev.lockstep.contract.protocol.AcceptedDispatch;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.Report;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** The part of the contract with faults: crashes, pauses and superseded dispatches at every failpoint. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class StepExecutorFaultContract {
    private static final Set<String> RUNNER_POINTS =
            Set.of("runner.before-intent", "runner.after-intent", "runner.before-result", "runner.after-result");

    private ReferenceRun reference;

    /** Returns the operation under test; every call returns an equal operation. */
    protected abstract StepOperation operation();

    /** Creates a fresh store with 2 × batch size + 1 matching units, and with other units that must not change. */
    protected abstract ContractStore freshStore();

    /** Returns the names of the executor's failpoints. A migration without faults reaches all of them. */
    protected abstract Set<String> failpoints();

    @BeforeAll
    void runWithoutFaults() {
        try (ContractStore store = freshStore()) {
            reference = new ReferenceRun(operation(), store);
        }
    }

    ReferenceRun reference() {
        return reference;
    }

    private FaultScenarios scenarios() {
        return new FaultScenarios(operation(), this::freshStore, reference);
    }

    @Nested
    class A_superseded_apply {
        @TestFactory
        Stream<DynamicTest> sends_no_report_and_can_be_compensated() {
            try (ContractStore store = freshStore();
                    ContractWorker worker =
                            new ContractWorker(store.connect(), operation().kind())) {
                worker.run(ContractMigration.of(operation()).apply(1));
                return Stream.iterate(
                                1, calls -> calls <= worker.reportedProgress().size(), calls -> calls + 1)
                        .limit(3)
                        .map(calls ->
                                DynamicTest.dynamicTest("after progress call %d".formatted(calls), () -> scenarios()
                                        .supersedeAfter(calls)));
            }
        }
    }

    @Nested
    class An_apply_that_is_handed_over {
        private final ContractMigration migration = ContractMigration.of(operation());

        private Report runUntilFirstProgress(ContractStore store) {
            try (ContractWorker worker =
                    new ContractWorker(store.connect(), operation().kind())) {
                worker.handOverAfter(1);
                return worker.run(migration.apply(1));
            }
        }

        private Report run(ContractStore store, Command command) {
            try (ContractWorker worker =
                    new ContractWorker(store.connect(), operation().kind())) {
                return worker.run(command);
            }
        }

        @Test
        void reports_that_it_has_stopped_and_is_continued_by_the_next_dispatch() {
            try (ContractStore store = freshStore()) {
                assertThat(runUntilFirstProgress(store)).isInstanceOf(Report.Stopped.class);
                assertThat(run(store, migration.apply(2))).isInstanceOf(Report.Succeeded.class);
                assertThat(store.digest()).isEqualTo(reference.digestAfter(ContractStage.APPLY));
                assertThat(run(store, migration.compensate(3))).isInstanceOf(Report.Compensated.class);
                assertThat(store.digest()).isEqualTo(reference.digestBefore());
            }
        }

        @Test
        void is_taken_over_by_a_paused_dispatch_which_changes_nothing() {
            try (ContractStore store = freshStore()) {
                assertThat(runUntilFirstProgress(store)).isInstanceOf(Report.Stopped.class);
                String before = store.digest();
                assertThat(run(store, migration.pausedApply(2))).isInstanceOf(Report.Stopped.class);
                assertThat(run(store, migration.apply(1))).isInstanceOf(Report.Stale.class);
                assertThat(store.digest()).isEqualTo(before);
                assertThat(run(store, migration.apply(3))).isInstanceOf(Report.Succeeded.class);
                assertThat(store.digest()).isEqualTo(reference.digestAfter(ContractStage.APPLY));
                assertThat(run(store, migration.pausedApply(4))).isInstanceOf(Report.Succeeded.class);
            }
        }
    }

    /** Such a target is the same as one whose fence is lower than what the coordinator was told. */
    @Nested
    class A_target_that_has_lost_writes {
        private final ContractMigration migration = ContractMigration.of(operation());

        private Command.FollowingCommand preflight(long dispatch) {
            return (Command.FollowingCommand) migration.preflight(dispatch);
        }

        private Command.FollowingCommand apply(long dispatch) {
            return (Command.FollowingCommand) migration.apply(dispatch);
        }

        private Command.FollowingCommand compensate(long dispatch) {
            return (Command.FollowingCommand) migration.compensate(dispatch);
        }

        private AcceptedDispatch last(ContractStore store, long dispatch) {
            try (ConnectedTarget target = store.connect()) {
                return new AcceptedDispatch(target.journal().identity(), new DispatchNumber(dispatch));
            }
        }

        private Report run(ContractStore store, Command command) {
            try (ContractWorker worker =
                    new ContractWorker(store.connect(), operation().kind())) {
                return worker.run(command);
            }
        }

        private void assertRefused(Report report) {
            assertThat(report).isInstanceOfSatisfying(Report.Failed.class, failed -> assertThat(failed.failure())
                    .isInstanceOfSatisfying(StepFailure.Permanent.class, failure -> {
                        assertThat(failure.code()).isEqualTo("journal-behind");
                        assertThat(failure.message()).contains("dispatch 7", "dispatch 5", "lockstep drift");
                        assertThat(failure.effect()).isEqualTo(StepFailure.Effect.NONE);
                    }));
        }

        @Test
        void is_recognised_at_the_next_preflight_and_apply_and_not_changed() {
            try (ContractStore store = freshStore()) {
                run(store, ContractMigration.of(operation()).compensate(5));
                AcceptedDispatch last = last(store, 7);
                assertRefused(run(store, preflight(8).withLast(last)));
                assertRefused(run(store, apply(9).withLast(last)));
                assertThat(store.digest()).isEqualTo(reference.digestBefore());
                assertThat(run(store, apply(10).withLast(last(store, 5)))).isInstanceOf(Report.Succeeded.class);
                assertThat(store.digest()).isEqualTo(reference.digestAfter(ContractStage.APPLY));
            }
        }

        @Test
        void is_recognised_also_after_a_compensation_of_the_refused_step() {
            try (ContractStore store = freshStore()) {
                run(store, ContractMigration.of(operation()).compensate(5));
                AcceptedDispatch last = last(store, 7);
                assertRefused(run(store, apply(8).withLast(last)));
                assertRefused(run(store, compensate(9).withLast(last)));
                assertRefused(run(store, preflight(10).withLast(last)));
                assertThat(run(store, compensate(11).withLast(last(store, 5)))).isInstanceOf(Report.Compensated.class);
                assertThat(store.digest()).isEqualTo(reference.digestBefore());
            }
        }

        @Test
        void compensates_a_step_that_it_still_has() {
            try (ContractStore store = freshStore()) {
                assertThat(run(store, apply(5))).isInstanceOf(Report.Succeeded.class);
                assertThat(run(store, compensate(8).withLast(last(store, 7)))).isInstanceOf(Report.Compensated.class);
                assertThat(store.digest()).isEqualTo(reference.digestBefore());
            }
        }

        @Test
        void is_another_thing_than_another_database() {
            try (ContractStore store = freshStore()) {
                AcceptedDispatch other =
                        new AcceptedDispatch(new TargetIdentity(UUID.randomUUID()), new DispatchNumber(7));
                assertThat(run(store, preflight(8).withLast(other))).isInstanceOf(Report.Succeeded.class);
                assertThat(run(store, apply(9).withLast(other))).isInstanceOf(Report.Succeeded.class);
            }
        }
    }

    @Nested
    class A_crash {
        @Test
        void is_tested_at_every_failpoint() {
            Set<String> expected = new TreeSet<>(RUNNER_POINTS);
            expected.addAll(failpoints());
            assertThat(reference.failpoints()).isEqualTo(expected);
        }

        @TestFactory
        Stream<DynamicTest> followed_by_a_retry_has_the_result_of_a_run_without_faults() {
            return reference
                    .failpointHits()
                    .map(hit -> DynamicTest.dynamicTest(
                            hit.toString(), () -> scenarios().crashAndRetry(hit)));
        }

        @TestFactory
        Stream<DynamicTest> followed_by_a_compensation_restores_the_previous_state() {
            return reference
                    .failpointHits()
                    .filter(hit -> hit.stage() != ContractStage.COMPENSATE)
                    .map(hit -> DynamicTest.dynamicTest(
                            hit.toString(), () -> scenarios().crashAndCompensate(hit)));
        }
    }

    @Nested
    class A_zombie {
        @TestFactory
        Stream<DynamicTest> that_resumes_after_a_compensation_changes_nothing() {
            return reference
                    .middleHits()
                    .map(hit -> DynamicTest.dynamicTest(
                            hit.toString(), () -> scenarios().resumeAfter(hit, ContractStage.COMPENSATE)));
        }

        @TestFactory
        Stream<DynamicTest> that_resumes_after_a_retry_changes_nothing() {
            return reference
                    .middleHits()
                    .filter(hit -> hit.stage() != ContractStage.COMPENSATE)
                    .map(hit -> DynamicTest.dynamicTest(
                            hit.toString(), () -> scenarios().resumeAfter(hit, hit.stage())));
        }
    }
}
