package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.Scenario.given;
import static dev.lockstep.coordinator.saga.Telling.accepted;
import static dev.lockstep.coordinator.saga.Telling.cancel;
import static dev.lockstep.coordinator.saga.Telling.close;
import static dev.lockstep.coordinator.saga.Telling.compensated;
import static dev.lockstep.coordinator.saga.Telling.failedPermanently;
import static dev.lockstep.coordinator.saga.Telling.failedTransiently;
import static dev.lockstep.coordinator.saga.Telling.heartbeat;
import static dev.lockstep.coordinator.saga.Telling.lapsed;
import static dev.lockstep.coordinator.saga.Telling.passedAs;
import static dev.lockstep.coordinator.saga.Telling.refusedByBroker;
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
import dev.lockstep.contract.plan.TargetName;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PreflightTest {
    private static final Plan TWO = Plans.chain("a", "b");

    private static Scenario asking(Plan plan) {
        return given(submit(plan), start());
    }

    @Nested
    class Nothing_submitted {
        @Test
        void begins_with_a_plan() {
            given().when(submit(TWO)).then("submitted").thenStateIs(SagaState.Queued.class);
        }

        @Test
        void knows_no_step_and_no_action() {
            given().when(start()).thenNothingHappens();
            given().when(succeeded("a")).thenNothingHappens();
            given().when(cancel()).thenRefusedBecause("no such migration");
        }
    }

    @Nested
    class A_queued_migration {
        @Test
        void asks_every_target_at_once_when_its_locks_are_held() {
            given(submit(TWO))
                    .when(start())
                    .then("started", "dispatched preflight a", "dispatched preflight b")
                    .thenStateIs(SagaState.Preflight.class);
        }

        @Test
        void is_called_off_with_nothing_changed() {
            given(submit(TWO)).when(cancel()).then("cancelled").thenStateIs(SagaState.Cancelled.class);
        }

        @Test
        void hears_nothing_of_steps_and_of_the_same_plan() {
            given(submit(TWO)).when(succeeded("a")).thenNothingHappens();
            given(submit(TWO)).when(submit(TWO)).thenNothingHappens();
        }

        @Test
        void has_nothing_to_put_back_and_nothing_stuck() {
            given(submit(TWO)).when(rollback()).thenRefusedBecause("cancel it instead");
            given(submit(TWO)).when(skip("a")).thenRefusedBecause("no step is stuck");
        }
    }

    @Nested
    class Preflight {
        @Test
        void waits_for_every_target_before_the_first_apply() {
            asking(TWO).when(succeeded("b")).then("preflight-passed b");
            asking(TWO)
                    .and(succeeded("b"))
                    .when(succeeded("a"))
                    .then("preflight-passed a", "dispatched apply a")
                    .thenStateIs(SagaState.Applying.class);
        }

        @Test
        void binds_each_target_to_the_database_that_answered() {
            var run = asking(TWO).and(succeeded("b")).started().run();
            TargetName target = new TargetName("on-b");
            assertThat(run.identities()).containsOnlyKeys(target).containsEntry(target, Telling.identityOf(target));
        }

        @Test
        void rejects_a_permanent_failure_once_the_others_have_answered() {
            asking(TWO)
                    .when(failedPermanently("a"))
                    .then("attempt-failed preflight a")
                    .when(succeeded("b"))
                    .then("preflight-passed b", "rejected")
                    .thenStateIs(SagaState.Rejected.class);
        }

        @Test
        void hears_out_a_second_failure_without_asking_again() {
            asking(TWO)
                    .and(failedPermanently("a"))
                    .when(failedTransiently("b"))
                    .then("attempt-failed preflight b", "rejected");
        }

        @Test
        void does_not_ask_a_silent_worker_again_once_it_is_lost() {
            asking(TWO).and(failedPermanently("a")).when(lapsed("b")).then("lease-lapsed preflight b", "rejected");
        }

        @Test
        void does_not_ask_again_after_a_pause_once_it_is_lost() {
            asking(Plans.chain("a", "b", "c"))
                    .and(failedTransiently("a"), failedPermanently("b"))
                    .after(Duration.ofMinutes(1))
                    .when(wake("a"))
                    .thenNothingHappens()
                    .when(succeeded("c"))
                    .then("preflight-passed c", "rejected");
        }

        @Test
        void waits_for_the_rest_when_it_is_lost_and_one_has_passed() {
            asking(Plans.chain("a", "b", "c"))
                    .and(failedPermanently("b"))
                    .when(succeeded("a"))
                    .then("preflight-passed a");
        }

        @Test
        void asks_again_after_a_transient_failure() {
            asking(TWO)
                    .when(failedTransiently("a"))
                    .then("attempt-failed preflight a", "retry-scheduled preflight a, attempt 2")
                    .after(Duration.ofMinutes(1))
                    .when(wake("a"))
                    .then("dispatched preflight a, attempt 2");
        }

        @Test
        void is_rejected_when_the_attempts_are_used_up() {
            asking(Plans.chain("a"))
                    .failing(9, "a")
                    .when(failedTransiently("a"))
                    .then("attempt-failed preflight a, attempt 10", "rejected");
        }

        @Test
        void waits_for_an_unreachable_store_up_to_the_outage_limit() {
            asking(Plans.chain("a"))
                    .when(unreachable("a"))
                    .then("attempt-failed preflight a", "retry-scheduled preflight a")
                    .after(Scenario.POLICY.outageLimit())
                    .when(wake("a"))
                    .then("dispatched preflight a")
                    .when(unreachable("a"))
                    .then("attempt-failed preflight a", "rejected");
        }

        @Test
        void asks_again_when_a_worker_falls_silent_and_gives_up_after_the_outage_limit() {
            asking(Plans.chain("a"))
                    .when(lapsed("a"))
                    .then("lease-lapsed preflight a", "dispatched preflight a")
                    .after(Scenario.POLICY.outageLimit())
                    .when(lapsed("a"))
                    .then("lease-lapsed preflight a", "rejected");
        }

        @Test
        void takes_a_dispatch_that_cannot_be_sent_as_a_permanent_failure() {
            asking(Plans.chain("a")).when(refusedByBroker("a")).then("attempt-failed preflight a", "rejected");
        }

        @Test
        void refuses_an_answer_that_does_not_say_which_database_it_is() {
            asking(Plans.chain("a")).when(passedAs("a", null)).then("attempt-failed preflight a", "rejected");
        }

        @Test
        void refuses_a_target_that_became_another_database() {
            asking(Plans.of(Plans.stepOn("a", "same"), Plans.stepOn("b", "same")))
                    .and(succeeded("a"))
                    .when(passedAs("b", Telling.identityOf(new TargetName("other"))))
                    .then("attempt-failed preflight b", "rejected");
        }

        @Test
        void refuses_one_database_under_two_names() {
            asking(TWO)
                    .and(succeeded("a"))
                    .when(passedAs("b", Telling.identityOf(new TargetName("on-a"))))
                    .then("attempt-failed preflight b", "rejected");
        }

        @Test
        void takes_two_steps_on_one_database() {
            asking(Plans.of(Plans.stepOn("a", "same"), Plans.stepOn("b", "same")))
                    .and(succeeded("a"))
                    .when(succeeded("b"))
                    .then("preflight-passed b", "dispatched apply a");
        }

        @Test
        void ignores_what_is_late_premature_or_out_of_place() {
            asking(TWO).when(succeeded("a").late()).thenNothingHappens();
            asking(TWO).when(lapsed("a").late()).thenNothingHappens();
            asking(TWO).when(refusedByBroker("a").late()).thenNothingHappens();
            asking(TWO).when(succeeded("z")).thenNothingHappens();
            asking(TWO).when(wake("a")).thenNothingHappens();
            asking(TWO).and(failedTransiently("a")).when(wake("a")).thenNothingHappens();
            asking(TWO).when(compensated("a")).thenNothingHappens();
            asking(TWO).when(accepted("a")).thenNothingHappens();
            asking(TWO).when(heartbeat("a")).thenNothingHappens();
            asking(TWO).when(start()).thenNothingHappens();
            asking(TWO).when(submit(TWO)).thenNothingHappens();
        }

        @Test
        void is_called_off_with_nothing_changed() {
            asking(TWO).when(cancel()).then("cancelled").thenStateIs(SagaState.Cancelled.class);
        }

        @Test
        void has_nothing_to_put_back_and_nothing_stuck() {
            asking(TWO).when(rollback()).thenRefusedBecause("cancel it instead");
            asking(TWO).when(retry()).thenRefusedBecause("no step is stuck");
            asking(TWO).when(close()).thenRefusedBecause("no step is stuck");
        }
    }
}
