package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.Telling.cancel;
import static dev.lockstep.coordinator.saga.Telling.compensated;
import static dev.lockstep.coordinator.saga.Telling.failedAfter;
import static dev.lockstep.coordinator.saga.Telling.failedPermanently;
import static dev.lockstep.coordinator.saga.Telling.failedTransiently;
import static dev.lockstep.coordinator.saga.Telling.lapsed;
import static dev.lockstep.coordinator.saga.Telling.lapsedSince;
import static dev.lockstep.coordinator.saga.Telling.refusedByBroker;
import static dev.lockstep.coordinator.saga.Telling.rejected;
import static dev.lockstep.coordinator.saga.Telling.retry;
import static dev.lockstep.coordinator.saga.Telling.rollback;
import static dev.lockstep.coordinator.saga.Telling.skip;
import static dev.lockstep.coordinator.saga.Telling.stale;
import static dev.lockstep.coordinator.saga.Telling.start;
import static dev.lockstep.coordinator.saga.Telling.submit;
import static dev.lockstep.coordinator.saga.Telling.succeeded;
import static dev.lockstep.coordinator.saga.Telling.unreachable;
import static dev.lockstep.coordinator.saga.Telling.wake;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ForwardTest {
    private static final Plan TWO = Plans.chain("a", "b");

    @Nested
    class Applying {
        @Test
        void sends_the_next_step_when_one_is_applied() {
            applying(TWO).when(succeeded("a")).then("applied a", "dispatched apply b");
        }

        @Test
        void is_completed_after_the_last_step() {
            applying(TWO, succeeded("a"))
                    .when(succeeded("b"))
                    .then("applied b", "completed")
                    .thenStateIs(SagaState.Completed.class);
        }

        @Test
        void follows_the_graph_and_not_the_writing() {
            applying(Plans.of(Plans.after("a", "c"), Plans.after("b"), Plans.after("c", "b")))
                    .when(succeeded("b"))
                    .then("applied b", "dispatched apply c")
                    .when(succeeded("c"))
                    .then("applied c", "dispatched apply a");
        }

        @Test
        void has_one_dispatch_outstanding_at_most() {
            var run = applying(TWO).started().run();
            assertThat(run.outstanding()).containsOnlyKeys(new StepId("a"));
        }

        @Test
        void tries_again_after_a_transient_failure() {
            applying(TWO)
                    .when(failedTransiently("a"))
                    .then("attempt-failed apply a", "retry-scheduled apply a, attempt 2")
                    .after(Duration.ofMinutes(1))
                    .when(wake("a"))
                    .then("dispatched apply a, attempt 2");
        }

        @Test
        void turns_around_when_the_attempts_are_used_up() {
            applying(TWO)
                    .failing(9, "a")
                    .when(failedTransiently("a"))
                    .then("attempt-failed apply a, attempt 10", "rollback-began by a", "dispatched compensate a");
        }

        @Test
        void turns_around_at_once_on_a_permanent_failure_and_compensates_the_failed_step_first() {
            applying(TWO, succeeded("a"))
                    .when(failedPermanently("b"))
                    .then("attempt-failed apply b", "rollback-began by b", "dispatched compensate b");
        }

        @Test
        void takes_a_fence_that_is_ahead_a_rejection_and_an_unsendable_dispatch_as_permanent() {
            for (Telling answer : new Telling[] {stale("a"), rejected("a"), refusedByBroker("a")}) {
                applying(TWO)
                        .when(answer)
                        .then("attempt-failed apply a", "rollback-began by a", "dispatched compensate a");
            }
        }

        @Test
        void spends_no_attempt_on_a_silent_worker() {
            applying(TWO).when(lapsed("a")).then("lease-lapsed apply a", "dispatched apply a");
        }

        @Test
        void turns_around_when_the_outage_outlasts_the_limit() {
            applying(TWO, lapsed("a"))
                    .after(Scenario.POLICY.outageLimit())
                    .when(lapsed("a"))
                    .then("lease-lapsed apply a", "rollback-began by a", "dispatched compensate a");
            applying(TWO, unreachable("a"))
                    .after(Scenario.POLICY.outageLimit())
                    .and(wake("a"))
                    .when(unreachable("a"))
                    .then("attempt-failed apply a", "rollback-began by a", "dispatched compensate a");
        }

        @Test
        void counts_an_outage_from_the_last_word_of_a_worker() {
            applying(TWO, lapsed("a"))
                    .after(Scenario.POLICY.outageLimit())
                    .when(lapsedSince("a", Duration.ofSeconds(20)))
                    .then("lease-lapsed apply a", "dispatched apply a");
        }

        @Test
        void waits_longer_the_longer_a_store_is_away_and_counts_one_outage() {
            applying(TWO, unreachable("a"))
                    .after(Duration.ofMinutes(1))
                    .and(wake("a"))
                    .when(lapsed("a"))
                    .then("lease-lapsed apply a", "dispatched apply a");
        }

        @Test
        void forgets_an_outage_when_a_worker_answers() {
            applying(TWO, lapsed("a"))
                    .after(Scenario.POLICY.outageLimit())
                    .and(failedTransiently("a"))
                    .after(Duration.ofMinutes(1))
                    .and(wake("a"))
                    .when(lapsed("a"))
                    .then("lease-lapsed apply a", "dispatched apply a, attempt 2");
        }

        @Test
        void is_put_back_on_cancel_also_in_a_pause() {
            applying(TWO, succeeded("a")).when(cancel()).then("rollback-began by ada", "dispatched compensate b");
            applying(TWO, failedTransiently("a"))
                    .when(cancel())
                    .then("rollback-began by ada", "dispatched compensate a");
        }

        @Test
        void ignores_what_is_late_or_out_of_place() {
            applying(TWO, succeeded("a")).when(succeeded("a")).thenNothingHappens();
            applying(TWO).when(succeeded("b")).thenNothingHappens();
            applying(TWO).when(compensated("a")).thenNothingHappens();
            applying(TWO).when(lapsed("a").late()).thenNothingHappens();
            applying(TWO).when(start()).thenNothingHappens();
            applying(TWO).when(submit(TWO)).thenNothingHappens();
        }

        @Test
        void refuses_what_makes_no_sense_yet() {
            applying(TWO).when(rollback()).thenRefusedBecause("cancel it instead");
            applying(TWO).when(retry()).thenRefusedBecause("no step is stuck");
            applying(TWO).when(skip("a")).thenRefusedBecause("no step is stuck");
        }
    }

    @Nested
    class An_irreversible_step {
        private final Plan plan = Plans.of(Plans.step("a"), Plans.irreversible("b"));

        private Scenario atPivot() {
            return applying(plan, succeeded("a"));
        }

        @Test
        void is_never_given_up_while_its_store_fails_or_is_away() {
            atPivot()
                    .failing(12, "b")
                    .when(failedTransiently("b"))
                    .then("attempt-failed apply b, attempt 13", "retry-scheduled apply b, attempt 14");
            atPivot()
                    .and(lapsed("b"))
                    .after(Duration.ofDays(1))
                    .when(lapsed("b"))
                    .then("lease-lapsed apply b", "dispatched apply b");
            atPivot()
                    .and(unreachable("b"))
                    .after(Duration.ofDays(1))
                    .and(wake("b"))
                    .when(unreachable("b"))
                    .then("attempt-failed apply b", "retry-scheduled apply b");
        }

        @Test
        void is_compensated_with_the_rest_when_it_was_never_applied() {
            for (Effect effect : new Effect[] {Effect.NONE, Effect.PARTIAL}) {
                atPivot()
                        .when(failedAfter("b", effect))
                        .then("attempt-failed apply b", "rollback-began by b", "dispatched compensate b");
            }
        }

        @Test
        void needs_a_person_when_it_is_applied_and_its_check_is_not_met() {
            atPivot()
                    .when(failedAfter("b", Effect.WHOLE))
                    .then("attempt-failed apply b", "stuck b", "operator needed")
                    .thenStateIs(SagaState.StuckAtPivot.class);
        }

        @Test
        void needs_a_person_when_nobody_takes_it_since_that_says_nothing_of_earlier_dispatches() {
            for (Telling answer : new Telling[] {stale("b"), rejected("b"), refusedByBroker("b")}) {
                atPivot().when(answer).then("attempt-failed apply b", "stuck b", "operator needed");
            }
        }

        @Test
        void leaves_no_way_back_once_it_was_dispatched() {
            atPivot().when(cancel()).thenRefusedBecause("only forward is left");
            atPivot().and(succeeded("b")).when(rollback()).thenRefusedBecause("irreversible");
            applying(plan).when(cancel()).then("rollback-began by ada", "dispatched compensate a");
        }
    }
}
