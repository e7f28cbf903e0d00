package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.ScenarioCommand.backoffEnded;
import static dev.lockstep.coordinator.saga.ScenarioCommand.cancel;
import static dev.lockstep.coordinator.saga.ScenarioCommand.compensated;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedPermanently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedTransiently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.lapsed;
import static dev.lockstep.coordinator.saga.ScenarioCommand.retry;
import static dev.lockstep.coordinator.saga.ScenarioCommand.rollback;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;

import dev.lockstep.contract.plan.Plan;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FinishTest {
    private static final Plan PLAN_WITH_FINISHES =
            Plans.of(Plans.stepWithFinish("a"), Plans.step("b"), Plans.stepWithFinish("c"));
    private static final Plan PLAN_WITH_FINISH_AND_PIVOT =
            Plans.of(Plans.stepWithFinish("a"), Plans.irreversibleStep("b"));

    @Nested
    class Finishing {
        private Scenario finishing() {
            return applying(PLAN_WITH_FINISHES, succeeded("a"), succeeded("b"));
        }

        @Test
        void starts_when_every_step_is_applied_and_runs_only_for_steps_with_a_finish() {
            finishing()
                    .when(succeeded("c"))
                    .then("applied c", "dispatched finish a")
                    .thenStateIs(SagaState.Finishing.class)
                    .when(succeeded("a"))
                    .then("finished a", "dispatched finish c")
                    .when(succeeded("c"))
                    .then("finished c", "completed");
        }

        @Test
        void is_retried_after_a_transient_failure_and_rolled_back_after_a_permanent_one() {
            finishing()
                    .and(succeeded("c"))
                    .when(failedTransiently("a"))
                    .then("attempt-failed finish a", "retry-scheduled finish a, attempt 2")
                    .after(Duration.ofMinutes(1))
                    .when(backoffEnded("a"))
                    .then("dispatched finish a, attempt 2")
                    .when(failedPermanently("a"))
                    .then("attempt-failed finish a, attempt 2", "rollback-began by a", "dispatched compensate c");
        }

        @Test
        void is_dispatched_again_after_a_lapsed_lease_until_the_outage_limit() {
            finishing()
                    .and(succeeded("c"))
                    .when(lapsed("a"))
                    .then("lease-lapsed finish a", "dispatched finish a")
                    .and(lapsed("a"))
                    .after(Scenario.POLICY.outageLimit())
                    .when(lapsed("a"))
                    .then("lease-lapsed finish a", "rollback-began by a", "dispatched compensate c");
        }

        @Test
        void is_retried_without_limit_after_the_irreversible_step() {
            applying(PLAN_WITH_FINISH_AND_PIVOT, succeeded("a"))
                    .when(succeeded("b"))
                    .then("applied b", "dispatched finish a")
                    .when(failedPermanently("a"))
                    .then("attempt-failed finish a", "retry-scheduled finish a, attempt 2");
        }

        @Test
        void is_rolled_back_by_cancel_unless_the_irreversible_step_was_dispatched() {
            finishing()
                    .and(succeeded("c"))
                    .when(cancel())
                    .then("rollback-began by operator", "dispatched compensate c");
            applying(PLAN_WITH_FINISH_AND_PIVOT, succeeded("a"), succeeded("b"))
                    .when(cancel())
                    .thenRefused("step \"b\" is irreversible and may be applied");
        }

        @Test
        void that_fails_compensates_finished_and_unfinished_steps() {
            finishing()
                    .and(succeeded("c"), succeeded("a"))
                    .when(failedPermanently("c"))
                    .then("attempt-failed finish c", "rollback-began by c", "dispatched compensate c")
                    .and(compensated("c"), compensated("b"))
                    .when(compensated("a"))
                    .then("compensated a", "rolled back");
        }

        @Test
        void ignores_late_and_unexpected_commands_and_refuses_other_actions() {
            finishing().and(succeeded("c")).when(succeeded("c")).thenNothingHappens();
            finishing().and(succeeded("c")).when(compensated("a")).thenNothingHappens();
            finishing().and(succeeded("c")).when(start()).thenNothingHappens();
            finishing().and(succeeded("c")).when(submit(PLAN_WITH_FINISHES)).thenNothingHappens();
            finishing().and(succeeded("c")).when(rollback()).thenRefused("not completed yet; use cancel");
            finishing().and(succeeded("c")).when(retry()).thenRefused("no step is stuck");
        }
    }
}
