package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.ScenarioCommand.cancel;
import static dev.lockstep.coordinator.saga.ScenarioCommand.compensated;
import static dev.lockstep.coordinator.saga.ScenarioCommand.endpointPassed;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedPermanently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedTransiently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.rollback;
import static dev.lockstep.coordinator.saga.ScenarioCommand.skip;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.StepId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ParallelStepsTest {
    /** The steps a and b are independent; c depends on both. */
    private static final Plan JOIN =
            Plans.of(Plans.stepAfter("a"), Plans.stepAfter("b"), Plans.stepAfter("c", "a", "b"));

    @Nested
    class Independent_steps {
        @Test
        void are_applied_at_the_same_time() {
            applying(JOIN)
                    .then("preflight-passed c", "dispatched apply a", "dispatched apply b")
                    .when(succeeded("b"))
                    .then("applied b")
                    .when(succeeded("a"))
                    .then("applied a", "dispatched apply c")
                    .when(succeeded("c"))
                    .then("applied c", "completed");
        }

        @Test
        void of_one_target_are_applied_one_after_the_other() {
            applying(Plans.of(
                            Plans.stepOnAfter("a", "target"),
                            Plans.stepOnAfter("b", "target"),
                            Plans.stepOnAfter("c", "other")))
                    .then("preflight-passed c", "dispatched apply a", "dispatched apply c")
                    .when(succeeded("a"))
                    .then("applied a", "dispatched apply b");
        }

        @Test
        void of_one_target_keep_their_order_while_the_first_waits_for_another_target() {
            applying(Plans.of(
                            Plans.stepAfter("a"),
                            Plans.stepOnAfter("b", "target", "a"),
                            Plans.stepOnAfter("c", "target")))
                    .then("preflight-passed c", "dispatched apply a")
                    .when(succeeded("a"))
                    .then("applied a", "dispatched apply b");
        }

        @Test
        void go_on_while_another_one_is_in_a_back_off() {
            applying(Plans.of(Plans.stepAfter("a"), Plans.stepAfter("b"), Plans.stepAfter("c", "b")))
                    .and(failedTransiently("a"))
                    .when(succeeded("b"))
                    .then("applied b", "dispatched apply c")
                    .when(succeeded("c"))
                    .then("applied c")
                    .thenStateIs(SagaState.Applying.class);
        }

        @Test
        void are_finished_at_the_same_time() {
            applying(Plans.of(Plans.stepWithFinishAfter("a"), Plans.stepWithFinishAfter("b")), succeeded("a"))
                    .when(succeeded("b"))
                    .then("applied b", "dispatched finish a", "dispatched finish b")
                    .when(succeeded("b"))
                    .then("finished b")
                    .when(succeeded("a"))
                    .then("finished a", "completed");
        }

        @Test
        void are_finished_after_those_that_they_depend_on() {
            applying(Plans.of(Plans.stepWithFinishAfter("a"), Plans.stepWithFinishAfter("b", "a")), succeeded("a"))
                    .when(succeeded("b"))
                    .then("applied b", "dispatched finish a")
                    .when(succeeded("a"))
                    .then("finished a", "dispatched finish b");
        }

        @Test
        void precede_smoke_tests_and_the_irreversible_step() {
            applying(
                            Plans.withEndpoints(
                                    List.of("smoke"),
                                    Plans.stepAfter("a"),
                                    Plans.stepAfter("b"),
                                    Plans.irreversibleStep("c")),
                            endpointPassed())
                    .when(succeeded("b"))
                    .then("applied b")
                    .when(succeeded("a"))
                    .then("applied a", "called smoke_test smoke")
                    .when(endpointPassed())
                    .then("smoke_test passed", "dispatched apply c");
        }
    }

    @Nested
    class A_rollback {
        @Test
        void stops_the_steps_in_progress_and_compensates_them_at_the_same_time() {
            applying(JOIN)
                    .when(failedPermanently("a"))
                    .then(
                            "attempt-failed apply a",
                            "rollback-began by a",
                            "dispatched compensate b",
                            "dispatched compensate a")
                    .when(compensated("a"))
                    .then("compensated a")
                    .when(compensated("b"))
                    .then("compensated b", "rolled back");
        }

        @Test
        void compensates_along_the_reversed_graph() {
            applying(JOIN, succeeded("a"), succeeded("b"), succeeded("c"))
                    .when(rollback())
                    .then("round 2 opened by rollback", "rollback-began by operator", "dispatched compensate c")
                    .when(compensated("c"))
                    .then("compensated c", "dispatched compensate b", "dispatched compensate a");
        }

        @Test
        void compensates_independent_steps_of_one_target_in_reverse_order() {
            applying(Plans.of(Plans.stepOnAfter("a", "target"), Plans.stepOnAfter("b", "target")), succeeded("a"))
                    .when(cancel())
                    .then("rollback-began by operator", "dispatched compensate b")
                    .when(compensated("b"))
                    .then("compensated b", "dispatched compensate a");
        }

        @Test
        void waits_on_a_target_for_a_later_step_whose_dependants_are_not_compensated_yet() {
            applying(Plans.of(
                            Plans.stepOnAfter("a", "target"),
                            Plans.stepOnAfter("b", "target"),
                            Plans.stepAfter("c", "b")))
                    .and(succeeded("a"), succeeded("b"))
                    .when(cancel())
                    .then("rollback-began by operator", "dispatched compensate c")
                    .when(compensated("c"))
                    .then("compensated c", "dispatched compensate b");
        }

        @Test
        void is_held_back_by_a_stuck_step_only_where_a_step_depends_on_it() {
            Scenario scenario = applying(Plans.of(
                            Plans.stepOnAfter("a", "target"),
                            Plans.stepOnAfter("b", "target"),
                            Plans.stepAfter("c", "b"),
                            Plans.stepAfter("d")))
                    .and(succeeded("a"), succeeded("b"), cancel(), compensated("d"))
                    .failingUntilLastAttempt("c");
            scenario.when(failedTransiently("c"))
                    .then("attempt-failed compensate c, attempt 10", "stuck c", "dispatched compensate a")
                    .when(compensated("a"))
                    .then("compensated a", "operator needed")
                    .when(skip("c"))
                    .then("round 2 opened by skip", "skipped c", "dispatched compensate b")
                    .when(compensated("b"))
                    .then("compensated b", "closed, left applied: [c]");
        }
    }

    @Nested
    class A_stuck_compensation {
        @Test
        void holds_back_all_steps_on_which_its_step_depends_directly_or_not() {
            applying(Plans.of(Plans.stepAfter("a"), Plans.stepAfter("b", "a"), Plans.stepAfter("c", "b")))
                    .and(succeeded("a"), succeeded("b"), succeeded("c"), rollback())
                    .failingUntilLastAttempt("c")
                    .when(failedTransiently("c"))
                    .then("attempt-failed compensate c, attempt 10", "stuck c", "operator needed");
        }
    }

    @Nested
    class A_migration_of_an_earlier_coordinator {
        // The submission, the start, three dispatches of preflights and three reports.
        private final List<SagaEvent> readyToApply = applying(JOIN).journal().subList(0, 8);

        @Test
        void runs_one_step_after_the_other() {
            SagaEvent.Submission submission = (SagaEvent.Submission) readyToApply.getFirst();
            List<SagaEvent> earlier = new ArrayList<>(readyToApply);
            earlier.set(
                    0,
                    new SagaEvent.Submitted(
                            submission.migration(), submission.plan(), submission.at(), submission.actor()));
            assertThat(toApply(earlier)).containsExactly(new StepId("a"));
            assertThat(toApply(readyToApply)).containsExactly(new StepId("a"), new StepId("b"));
        }

        private static List<StepId> toApply(List<SagaEvent> journal) {
            SagaState.Started state = (SagaState.Started) new SagaEvolution().fold(journal);
            return new StepSchedule(state.data()).toApply();
        }
    }
}
