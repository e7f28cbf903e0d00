package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.ScenarioCommand.backoffEnded;
import static dev.lockstep.coordinator.saga.ScenarioCommand.cancel;
import static dev.lockstep.coordinator.saga.ScenarioCommand.close;
import static dev.lockstep.coordinator.saga.ScenarioCommand.compensated;
import static dev.lockstep.coordinator.saga.ScenarioCommand.compensatedWithConflicts;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedPermanently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedPermanentlyWith;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedTransiently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.retry;
import static dev.lockstep.coordinator.saga.ScenarioCommand.rollback;
import static dev.lockstep.coordinator.saga.ScenarioCommand.skip;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.Command.KnownEffect;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CompensationTest {
    private static final Plan THREE_STEPS = Plans.chain("a", "b", "c");

    /** A rollback in which a and b were dispatched to apply, but c was not. */
    private static Scenario compensating() {
        return applying(THREE_STEPS, succeeded("a")).and(cancel());
    }

    /** A rollback in which the compensation of b is stuck and blocks the compensation of a. */
    private static Scenario stuck() {
        return failAllAttempts(compensating(), "b");
    }

    private static Scenario failAllAttempts(Scenario scenario, String step) {
        return scenario.failingUntilLastAttempt(step).and(failedTransiently(step));
    }

    @Nested
    class Compensation {
        @Test
        void runs_in_reverse_order_and_skips_steps_that_were_never_dispatched() {
            compensating()
                    .when(compensated("b"))
                    .then("compensated b", "dispatched compensate a")
                    .when(compensated("a"))
                    .then("compensated a", "rolled back")
                    .thenStateIs(SagaState.RolledBack.class);
        }

        @Test
        void is_retried_after_a_permanent_failure() {
            compensating()
                    .when(failedPermanently("b"))
                    .then("attempt-failed compensate b", "retry-scheduled compensate b, attempt 2")
                    .after(Duration.ofMinutes(1))
                    .when(backoffEnded("b"))
                    .then("dispatched compensate b, attempt 2");
        }

        @Test
        void is_stuck_after_three_permanent_failures_within_ten_seconds() {
            Scenario scenario = compensating();
            for (int failure = 1; failure <= 2; failure++) {
                scenario.and(failedPermanently("b"));
                assertThat(backoff(scenario)).isLessThan(Duration.ofSeconds(4));
                scenario.and(backoffEnded("b"));
            }
            scenario.when(failedPermanently("b"))
                    .then("attempt-failed compensate b, attempt 3", "stuck b", "operator needed");
        }

        private static Duration backoff(Scenario scenario) {
            SagaEvent.RetryScheduled scheduled =
                    (SagaEvent.RetryScheduled) scenario.events().getLast();
            return Duration.between(scenario.now(), scheduled.due());
        }

        @Test
        void counts_permanent_failures_among_others_and_retries_them_soon() {
            Scenario scenario = compensating().failing(4, "b").and(failedPermanently("b"));
            assertThat(backoff(scenario)).isLessThan(Duration.ofSeconds(4));
            scenario.and(backoffEnded("b"))
                    .failing(1, "b")
                    .and(failedPermanently("b"), backoffEnded("b"))
                    .when(failedPermanently("b"))
                    .then("attempt-failed compensate b, attempt 8", "stuck b", "operator needed");
        }

        @Test
        void gets_three_more_tries_after_a_retry_of_an_operator() {
            Scenario scenario = compensating();
            for (int failure = 1; failure <= 2; failure++) {
                scenario.and(failedPermanently("b"), backoffEnded("b"));
            }
            scenario.and(failedPermanently("b"), retry())
                    .when(failedPermanently("b"))
                    .then("attempt-failed compensate b", "retry-scheduled compensate b, attempt 2");
        }

        @Test
        void is_stuck_after_ten_attempts_with_the_first_and_the_last_failure() {
            Scenario scenario = compensating()
                    .and(failedPermanently("b"))
                    .after(Duration.ofMinutes(1))
                    .and(backoffEnded("b"))
                    .failing(8, "b")
                    .when(failedTransiently("b"))
                    .then("attempt-failed compensate b, attempt 10", "stuck b", "operator needed");
            assertThat(scenario.started().data().stepsIn(StepState.Stuck.class).get(new StepId("b")))
                    .isEqualTo(new StepState.Stuck(
                            KnownEffect.UNKNOWN,
                            StepFailure.Permanent.withoutEffect("42P01", "no such table"),
                            new StepFailure.Transient("55P03", "lock not available")));
        }

        @Test
        void that_is_stuck_blocks_only_the_dependencies_of_its_step() {
            Plan planWithTwoBranches = Plans.of(Plans.stepAfter("a"), Plans.stepAfter("b"), Plans.stepAfter("c", "a"));
            Scenario scenario = applying(planWithTwoBranches, succeeded("a"), succeeded("b"))
                    .and(cancel());
            failAllAttempts(scenario, "c")
                    .then("attempt-failed compensate c, attempt 10", "stuck c")
                    .when(compensated("b"))
                    .then("compensated b", "operator needed");
            assertThat(scenario.started().data().steps().get(new StepId("a")))
                    .isInstanceOf(StepState.AwaitingCompensation.class);
        }

        @Test
        void ignores_cancel_and_rollback() {
            compensating().when(cancel()).thenNothingHappens();
            compensating().when(rollback()).thenNothingHappens();
        }

        @Test
        void ignores_late_and_unexpected_commands_and_refuses_other_actions() {
            compensating().when(succeeded("b")).thenNothingHappens();
            compensating().when(compensated("a")).thenNothingHappens();
            compensating().when(compensated("b").late()).thenNothingHappens();
            compensating().when(start()).thenNothingHappens();
            compensating().when(submit(THREE_STEPS)).thenNothingHappens();
            compensating().when(close()).thenRefused("compensations are still running");
        }

        @Test
        void counts_the_conflicts_of_all_steps() {
            var scenario = compensating().and(compensatedWithConflicts("b", 2), compensatedWithConflicts("a", 3));
            assertThat(scenario.started().data().conflicts()).isEqualTo(5);
        }
    }

    @Nested
    class A_stuck_compensation {
        @Test
        void is_dispatched_again_on_retry_in_a_new_round() {
            stuck().thenStateIs(SagaState.StuckCompensating.class)
                    .when(retry())
                    .then("round 2 opened by retry", "dispatched compensate b")
                    .and(compensated("b"))
                    .when(compensated("a"))
                    .then("compensated a", "rolled back");
        }

        @Test
        void can_be_skipped_so_that_the_migration_ends_as_closed_by_operator() {
            stuck().when(skip("b"))
                    .then("round 2 opened by skip", "skipped b", "dispatched compensate a")
                    .when(compensated("a"))
                    .then("compensated a", "closed, left applied: [b]")
                    .thenStateIs(SagaState.ClosedByOperator.class);
        }

        @Test
        void can_be_followed_by_a_second_stuck_compensation_after_a_skip() {
            Scenario scenario = stuck().and(skip("b"));
            failAllAttempts(scenario, "a")
                    .then("attempt-failed compensate a, attempt 10", "stuck a", "operator needed");
            scenario.when(skip("a")).then("round 3 opened by skip", "skipped a", "closed, left applied: [a, b]");
        }

        @Test
        void can_be_skipped_only_while_it_is_stuck() {
            stuck().when(skip("a")).thenRefused("step \"a\" is not stuck");
            stuck().when(skip("z")).thenRefused("name one of the stuck steps: \"b\"");
        }

        @Test
        void can_be_closed_together_with_the_steps_that_it_blocks() {
            stuck().when(close())
                    .then("round 2 opened by close", "closed, left applied: [a, b]")
                    .thenStateIs(SagaState.ClosedByOperator.class);
        }

        @Test
        void ignores_other_commands_and_refuses_other_actions() {
            stuck().when(compensated("b")).thenNothingHappens();
            stuck().when(start()).thenNothingHappens();
            stuck().when(submit(THREE_STEPS)).thenNothingHappens();
            stuck().when(cancel()).thenRefused("use retry, skip or close");
            stuck().when(rollback()).thenRefused("use retry, skip or close");
        }
    }

    @Nested
    class A_stuck_irreversible_step {
        private final Plan plan = Plans.of(Plans.step("a"), Plans.irreversibleStep("b"));

        private Scenario stuckAtPivot() {
            return applying(plan, succeeded("a"), failedPermanentlyWith("b", Effect.WHOLE));
        }

        @Test
        void is_applied_again_on_retry() {
            stuckAtPivot()
                    .when(retry())
                    .then("round 2 opened by retry", "dispatched apply b")
                    .when(succeeded("b"))
                    .then("applied b", "completed");
        }

        @Test
        void is_compensated_in_the_next_round_if_it_was_never_applied() {
            stuckAtPivot()
                    .and(retry())
                    .when(failedPermanently("b"))
                    .then("attempt-failed apply b", "rollback-began by b", "dispatched compensate b");
        }

        @Test
        void can_be_closed() {
            stuckAtPivot().when(close()).then("round 2 opened by close", "closed, left applied: [a, b]");
        }

        @Test
        void ignores_other_commands_and_refuses_other_actions() {
            stuckAtPivot().when(cancel()).thenRefused("use retry or close");
            stuckAtPivot().when(rollback()).thenRefused("use retry or close");
            stuckAtPivot().when(skip("b")).thenRefused("use retry or close");
            stuckAtPivot().when(succeeded("b")).thenNothingHappens();
            stuckAtPivot().when(start()).thenNothingHappens();
            stuckAtPivot().when(submit(plan)).thenNothingHappens();
        }
    }

    @Nested
    class A_completed_migration {
        private Scenario completed() {
            return applying(THREE_STEPS, succeeded("a"), succeeded("b"), succeeded("c"));
        }

        @Test
        void is_rolled_back_in_the_next_round() {
            completed()
                    .when(rollback())
                    .then("round 2 opened by rollback", "rollback-began by operator", "dispatched compensate c")
                    .and(compensated("c"), compensated("b"))
                    .when(compensated("a"))
                    .then("compensated a", "rolled back");
        }

        @Test
        void ignores_other_commands_and_refuses_other_actions() {
            completed().when(succeeded("c")).thenNothingHappens();
            completed().when(start()).thenNothingHappens();
            completed().when(submit(THREE_STEPS)).thenNothingHappens();
            completed().when(cancel()).thenRefused("use rollback");
            completed().when(retry()).thenRefused("no step is stuck");
        }
    }

    @Nested
    class A_settled_migration {
        @Test
        void ignores_all_commands_and_refuses_all_actions() {
            Scenario[] settled = {
                compensating().and(compensated("b"), compensated("a")),
                stuck().and(close()),
                Scenario.given(submit(THREE_STEPS), cancel()),
                Scenario.given(submit(Plans.chain("a")), start(), failedPermanently("a"))
            };
            for (Scenario scenario : settled) {
                scenario.thenStateIs(SagaState.Settled.class);
                scenario.when(compensated("a")).thenNothingHappens();
                scenario.when(start()).thenNothingHappens();
                scenario.when(submit(THREE_STEPS)).thenNothingHappens();
                scenario.when(rollback()).thenRefused("no further action is possible");
            }
        }
    }
}
