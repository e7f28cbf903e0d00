package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.Telling.cancel;
import static dev.lockstep.coordinator.saga.Telling.close;
import static dev.lockstep.coordinator.saga.Telling.compensated;
import static dev.lockstep.coordinator.saga.Telling.compensatedWithConflicts;
import static dev.lockstep.coordinator.saga.Telling.failedAfter;
import static dev.lockstep.coordinator.saga.Telling.failedPermanently;
import static dev.lockstep.coordinator.saga.Telling.failedTransiently;
import static dev.lockstep.coordinator.saga.Telling.lapsed;
import static dev.lockstep.coordinator.saga.Telling.retry;
import static dev.lockstep.coordinator.saga.Telling.rollback;
import static dev.lockstep.coordinator.saga.Telling.skip;
import static dev.lockstep.coordinator.saga.Telling.start;
import static dev.lockstep.coordinator.saga.Telling.submit;
import static dev.lockstep.coordinator.saga.Telling.succeeded;
import static dev.lockstep.coordinator.saga.Telling.unreachable;
import static dev.lockstep.coordinator.saga.Telling.wake;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.Command.KnownEffect;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class BackwardTest {
    private static final Plan THREE = Plans.chain("a", "b", "c");

    /** The first two are applied, the third is never sent. */
    private static Scenario compensating() {
        return applying(THREE, succeeded("a")).and(cancel());
    }

    /** The second compensation is stuck, and the first step waits for it. */
    private static Scenario stuck() {
        return giveUp(compensating(), "b");
    }

    private static Scenario giveUp(Scenario scenario, String step) {
        return scenario.failing(9, step).and(failedTransiently(step));
    }

    @Nested
    class Compensation {
        @Test
        void goes_in_reverse_and_leaves_out_what_was_never_sent() {
            compensating()
                    .when(compensated("b"))
                    .then("compensated b", "dispatched compensate a")
                    .when(compensated("a"))
                    .then("compensated a", "rolled back")
                    .thenStateIs(SagaState.RolledBack.class);
        }

        @Test
        void is_retried_also_where_the_failure_looks_permanent() {
            compensating()
                    .when(failedPermanently("b"))
                    .then("attempt-failed compensate b", "retry-scheduled compensate b, attempt 2")
                    .after(Duration.ofMinutes(1))
                    .when(wake("b"))
                    .then("dispatched compensate b, attempt 2");
        }

        @Test
        void is_stuck_after_ten_attempts_and_keeps_both_errors() {
            Scenario scenario = compensating()
                    .and(failedPermanently("b"))
                    .after(Duration.ofMinutes(1))
                    .and(wake("b"))
                    .failing(8, "b")
                    .when(failedTransiently("b"))
                    .then("attempt-failed compensate b, attempt 10", "stuck b", "operator needed");
            assertThat(scenario.started().run().each(StepState.Stuck.class).get(new StepId("b")))
                    .isEqualTo(new StepState.Stuck(
                            KnownEffect.UNKNOWN,
                            StepFailure.Permanent.withoutEffect("42P01", "no such table"),
                            new StepFailure.Transient("55P03", "lock not available")));
        }

        @Test
        void spends_no_attempt_on_silence_and_is_stuck_when_the_outage_outlasts_the_limit() {
            compensating()
                    .when(lapsed("b"))
                    .then("lease-lapsed compensate b", "dispatched compensate b")
                    .after(Scenario.POLICY.outageLimit())
                    .when(lapsed("b"))
                    .then("lease-lapsed compensate b", "stuck b", "operator needed");
            compensating()
                    .when(unreachable("b"))
                    .then("attempt-failed compensate b", "retry-scheduled compensate b")
                    .after(Scenario.POLICY.outageLimit())
                    .and(wake("b"))
                    .when(unreachable("b"))
                    .then("attempt-failed compensate b", "stuck b", "operator needed");
        }

        @Test
        void that_is_stuck_holds_back_what_it_depends_on_and_nothing_else() {
            Plan fork = Plans.of(Plans.after("a"), Plans.after("b"), Plans.after("c", "a"));
            Scenario scenario = applying(fork, succeeded("a"), succeeded("b")).and(cancel());
            giveUp(scenario, "c")
                    .then("attempt-failed compensate c, attempt 10", "stuck c", "dispatched compensate b")
                    .when(compensated("b"))
                    .then("compensated b", "operator needed");
            assertThat(scenario.started().run().steps().get(new StepId("a")))
                    .isInstanceOf(StepState.ToCompensate.class);
        }

        @Test
        void takes_cancel_and_rollback_as_what_goes_on_already() {
            compensating().when(cancel()).thenNothingHappens();
            compensating().when(rollback()).thenNothingHappens();
        }

        @Test
        void ignores_what_is_late_or_out_of_place_and_refuses_what_makes_no_sense() {
            compensating().when(succeeded("b")).thenNothingHappens();
            compensating().when(compensated("a")).thenNothingHappens();
            compensating().when(compensated("b").late()).thenNothingHappens();
            compensating().when(start()).thenNothingHappens();
            compensating().when(submit(THREE)).thenNothingHappens();
            compensating().when(close()).thenRefusedBecause("under way");
        }

        @Test
        void counts_the_conflicts_of_all_steps() {
            var scenario = compensating().and(compensatedWithConflicts("b", 2), compensatedWithConflicts("a", 3));
            assertThat(scenario.started().run().conflicts()).isEqualTo(5);
        }
    }

    @Nested
    class A_stuck_compensation {
        @Test
        void starts_afresh_on_retry_in_a_round_of_its_own() {
            stuck().thenStateIs(SagaState.StuckCompensating.class)
                    .when(retry())
                    .then("round 2 opened by retry", "dispatched compensate b")
                    .and(compensated("b"))
                    .when(compensated("a"))
                    .then("compensated a", "rolled back");
        }

        @Test
        void can_be_left_applied_and_then_it_never_counts_as_rolled_back() {
            stuck().when(skip("b"))
                    .then("round 2 opened by skip", "skipped b", "dispatched compensate a")
                    .when(compensated("a"))
                    .then("compensated a", "closed, left applied: [b]")
                    .thenStateIs(SagaState.ClosedByOperator.class);
        }

        @Test
        void needs_a_person_again_when_another_is_stuck() {
            Scenario scenario = stuck().and(skip("b"));
            giveUp(scenario, "a").then("attempt-failed compensate a, attempt 10", "stuck a", "operator needed");
            scenario.when(skip("a")).then("round 3 opened by skip", "skipped a", "closed, left applied: [a, b]");
        }

        @Test
        void is_skipped_only_where_it_is_stuck() {
            stuck().when(skip("a")).thenRefusedBecause("step a is not stuck");
            stuck().when(skip("z")).thenRefusedBecause("step z is not stuck");
        }

        @Test
        void can_be_closed_with_what_it_held_back() {
            stuck().when(close())
                    .then("round 2 opened by close", "closed, left applied: [a, b]")
                    .thenStateIs(SagaState.ClosedByOperator.class);
        }

        @Test
        void hears_nothing_else() {
            stuck().when(compensated("b")).thenNothingHappens();
            stuck().when(start()).thenNothingHappens();
            stuck().when(submit(THREE)).thenNothingHappens();
            stuck().when(cancel()).thenRefusedBecause("retry, skip or close");
            stuck().when(rollback()).thenRefusedBecause("retry, skip or close");
        }
    }

    @Nested
    class A_stuck_irreversible_step {
        private final Plan plan = Plans.of(Plans.step("a"), Plans.irreversible("b"));

        private Scenario stuckAtPivot() {
            return applying(plan, succeeded("a"), failedAfter("b", Effect.WHOLE));
        }

        @Test
        void is_verified_again_on_retry() {
            stuckAtPivot()
                    .when(retry())
                    .then("round 2 opened by retry", "dispatched apply b")
                    .when(succeeded("b"))
                    .then("applied b", "completed");
        }

        @Test
        void goes_back_in_the_next_round_if_it_turns_out_never_applied() {
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
        void allows_nothing_else() {
            stuckAtPivot().when(cancel()).thenRefusedBecause("retry or close");
            stuckAtPivot().when(rollback()).thenRefusedBecause("retry or close");
            stuckAtPivot().when(skip("b")).thenRefusedBecause("retry or close");
            stuckAtPivot().when(succeeded("b")).thenNothingHappens();
            stuckAtPivot().when(start()).thenNothingHappens();
            stuckAtPivot().when(submit(plan)).thenNothingHappens();
        }
    }

    @Nested
    class A_completed_migration {
        private Scenario completed() {
            return applying(THREE, succeeded("a"), succeeded("b"), succeeded("c"));
        }

        @Test
        void is_put_back_on_request_in_the_next_round() {
            completed()
                    .when(rollback())
                    .then("round 2 opened by rollback", "rollback-began by ada", "dispatched compensate c")
                    .and(compensated("c"), compensated("b"))
                    .when(compensated("a"))
                    .then("compensated a", "rolled back");
        }

        @Test
        void hears_nothing_else() {
            completed().when(succeeded("c")).thenNothingHappens();
            completed().when(start()).thenNothingHappens();
            completed().when(submit(THREE)).thenNothingHappens();
            completed().when(cancel()).thenRefusedBecause("roll it back instead");
            completed().when(retry()).thenRefusedBecause("no step is stuck");
        }
    }

    @Nested
    class A_settled_migration {
        @Test
        void hears_nothing_and_allows_nothing() {
            Scenario[] settled = {
                compensating().and(compensated("b"), compensated("a")),
                stuck().and(close()),
                Scenario.given(submit(THREE), cancel()),
                Scenario.given(submit(Plans.chain("a")), start(), failedPermanently("a"))
            };
            for (Scenario scenario : settled) {
                scenario.thenStateIs(SagaState.Settled.class);
                scenario.when(compensated("a")).thenNothingHappens();
                scenario.when(start()).thenNothingHappens();
                scenario.when(submit(THREE)).thenNothingHappens();
                scenario.when(rollback()).thenRefusedBecause("it");
            }
        }
    }
}
