package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.ScenarioCommand.backoffEnded;
import static dev.lockstep.coordinator.saga.ScenarioCommand.cancel;
import static dev.lockstep.coordinator.saga.ScenarioCommand.compensated;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedPermanently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedPermanentlyWith;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedTransiently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.lapsed;
import static dev.lockstep.coordinator.saga.ScenarioCommand.rejected;
import static dev.lockstep.coordinator.saga.ScenarioCommand.rejectedByKafka;
import static dev.lockstep.coordinator.saga.ScenarioCommand.rejectedWith;
import static dev.lockstep.coordinator.saga.ScenarioCommand.retry;
import static dev.lockstep.coordinator.saga.ScenarioCommand.rollback;
import static dev.lockstep.coordinator.saga.ScenarioCommand.skip;
import static dev.lockstep.coordinator.saga.ScenarioCommand.stale;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeededWith;
import static dev.lockstep.coordinator.saga.ScenarioCommand.unreachable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ApplyTest {
    private static final Plan TWO_STEPS = Plans.chain("a", "b");

    @Nested
    class Applying {
        @Test
        void dispatches_the_next_step_after_a_success() {
            applying(TWO_STEPS).when(succeeded("a")).then("applied a", "dispatched apply b");
        }

        @Test
        void completes_after_the_last_step() {
            applying(TWO_STEPS, succeeded("a"))
                    .when(succeeded("b"))
                    .then("applied b", "completed")
                    .thenStateIs(SagaState.Completed.class);
        }

        @Test
        void follows_the_dependencies_instead_of_the_order_of_the_plan() {
            applying(Plans.of(Plans.stepAfter("a", "c"), Plans.stepAfter("b"), Plans.stepAfter("c", "b")))
                    .when(succeeded("b"))
                    .then("applied b", "dispatched apply c")
                    .when(succeeded("c"))
                    .then("applied c", "dispatched apply a");
        }

        @Test
        void has_at_most_one_outstanding_dispatch() {
            var data = applying(TWO_STEPS).started().data();
            assertThat(data.outstanding()).containsOnlyKeys(new StepId("a"));
        }

        @Test
        void retries_after_a_transient_failure() {
            applying(TWO_STEPS)
                    .when(failedTransiently("a"))
                    .then("attempt-failed apply a", "retry-scheduled apply a, attempt 2")
                    .after(Duration.ofMinutes(1))
                    .when(backoffEnded("a"))
                    .then("dispatched apply a, attempt 2");
        }

        @Test
        void rolls_back_when_the_attempts_are_used_up() {
            applying(TWO_STEPS)
                    .failingUntilLastAttempt("a")
                    .when(failedTransiently("a"))
                    .then("attempt-failed apply a, attempt 10", "rollback-began by a", "dispatched compensate a");
        }

        @Test
        void rolls_back_at_once_after_a_permanent_failure_starting_with_the_failed_step() {
            applying(TWO_STEPS, succeeded("a"))
                    .when(failedPermanently("b"))
                    .then("attempt-failed apply b", "rollback-began by b", "dispatched compensate b");
        }

        @Test
        void rolls_back_after_a_stale_or_rejected_dispatch_as_after_a_permanent_failure() {
            for (ScenarioCommand refusal : new ScenarioCommand[] {stale("a"), rejected("a"), rejectedByKafka("a")}) {
                applying(TWO_STEPS)
                        .when(refusal)
                        .then("attempt-failed apply a", "rollback-began by a", "dispatched compensate a");
            }
        }

        @Test
        void uses_no_attempt_for_a_lapsed_lease() {
            applying(TWO_STEPS).when(lapsed("a")).then("lease-lapsed apply a", "dispatched apply a");
        }

        @Test
        void is_dispatched_again_when_its_current_back_off_ends() {
            applying(TWO_STEPS, failedTransiently("a")).when(backoffEnded("a")).then("dispatched apply a, attempt 2");
            applying(TWO_STEPS, failedTransiently("a"))
                    .when(backoffEnded("a").late())
                    .thenNothingHappens();
        }

        @Test
        void is_rolled_back_by_cancel_even_during_a_back_off() {
            applying(TWO_STEPS, succeeded("a"))
                    .when(cancel())
                    .then("rollback-began by operator", "dispatched compensate b");
            applying(TWO_STEPS, failedTransiently("a"))
                    .when(cancel())
                    .then("rollback-began by operator", "dispatched compensate a");
        }

        @Test
        void ignores_late_and_unexpected_commands() {
            applying(TWO_STEPS, succeeded("a")).when(succeeded("a")).thenNothingHappens();
            applying(TWO_STEPS).when(succeeded("b")).thenNothingHappens();
            applying(TWO_STEPS).when(compensated("a")).thenNothingHappens();
            applying(TWO_STEPS).when(lapsed("a").late()).thenNothingHappens();
            applying(TWO_STEPS).when(start()).thenNothingHappens();
            applying(TWO_STEPS).when(submit(TWO_STEPS)).thenNothingHappens();
        }

        @Test
        void refuses_rollback_retry_and_skip() {
            applying(TWO_STEPS).when(rollback()).thenRefused("not completed yet; use cancel");
            applying(TWO_STEPS).when(retry()).thenRefused("no step is stuck");
            applying(TWO_STEPS).when(skip("a")).thenRefused("no step is stuck");
        }
    }

    @Nested
    class An_irreversible_step {
        private final Plan plan = Plans.of(Plans.step("a"), Plans.irreversibleStep("b"));

        private Scenario atPivot() {
            return applying(plan, succeeded("a"));
        }

        @Test
        void is_retried_without_limit_while_its_store_reports_transient_failures_or_is_unreachable() {
            atPivot()
                    .failing(12, "b")
                    .when(failedTransiently("b"))
                    .then("attempt-failed apply b, attempt 13", "retry-scheduled apply b, attempt 14");
            atPivot()
                    .and(lapsed("b"), lapsed("b"))
                    .after(Duration.ofDays(1))
                    .when(lapsed("b"))
                    .then("lease-lapsed apply b", "worker missing for b", "dispatched apply b");
            atPivot()
                    .and(unreachable("b"), backoffEnded("b"), unreachable("b"))
                    .after(Duration.ofDays(1))
                    .and(backoffEnded("b"))
                    .when(unreachable("b"))
                    .then("attempt-failed apply b", "retry-scheduled apply b");
        }

        @Test
        void is_compensated_like_the_other_steps_if_it_was_not_applied_completely() {
            for (Effect effect : new Effect[] {Effect.NONE, Effect.PARTIAL}) {
                atPivot()
                        .when(failedPermanentlyWith("b", effect))
                        .then("attempt-failed apply b", "rollback-began by b", "dispatched compensate b");
            }
        }

        @Test
        void needs_an_operator_when_it_is_applied_but_its_check_fails() {
            atPivot()
                    .when(failedPermanentlyWith("b", Effect.WHOLE))
                    .then("attempt-failed apply b", "stuck b", "operator needed")
                    .thenStateIs(SagaState.StuckAtPivot.class);
        }

        @Test
        void needs_an_operator_when_a_dispatch_is_not_run_because_an_earlier_one_may_have_an_effect() {
            for (ScenarioCommand refusal : new ScenarioCommand[] {stale("b"), rejected("b"), rejectedByKafka("b")}) {
                atPivot().when(refusal).then("attempt-failed apply b", "stuck b", "operator needed");
            }
        }

        @Test
        void prevents_a_rollback_once_it_was_dispatched() {
            atPivot().when(cancel()).thenRefused("step \"b\" is irreversible and may be applied");
            atPivot().when(rollback()).thenRefused("step \"b\" is irreversible and may be applied");
            atPivot().and(succeeded("b")).when(rollback()).thenRefused("step \"b\" is irreversible and applied");
            applying(plan).when(cancel()).then("rollback-began by operator", "dispatched compensate a");
        }
    }

    @Nested
    class A_report {
        private static final TargetIdentity OTHER_DATABASE =
                new TargetIdentity(UUID.fromString("00000000-0000-0000-0000-000000000001"));

        @Test
        void from_another_database_is_refused() {
            applying(TWO_STEPS)
                    .when(succeededWith("a", OTHER_DATABASE))
                    .thenRefused("but the migration is bound to database");
        }

        @Test
        void that_rejects_the_command_is_handled_from_every_database() {
            applying(TWO_STEPS)
                    .when(rejectedWith("a", OTHER_DATABASE))
                    .then("attempt-failed apply a", "rollback-began by a", "dispatched compensate a");
        }

        @Test
        void without_an_identity_is_handled() {
            applying(TWO_STEPS).when(succeededWith("a", null)).then("applied a", "dispatched apply b");
        }
    }
}
