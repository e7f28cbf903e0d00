package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.Telling.cancel;
import static dev.lockstep.coordinator.saga.Telling.compensated;
import static dev.lockstep.coordinator.saga.Telling.failedPermanently;
import static dev.lockstep.coordinator.saga.Telling.failedTransiently;
import static dev.lockstep.coordinator.saga.Telling.lapsed;
import static dev.lockstep.coordinator.saga.Telling.retry;
import static dev.lockstep.coordinator.saga.Telling.rollback;
import static dev.lockstep.coordinator.saga.Telling.start;
import static dev.lockstep.coordinator.saga.Telling.submit;
import static dev.lockstep.coordinator.saga.Telling.succeeded;
import static dev.lockstep.coordinator.saga.Telling.wake;

import dev.lockstep.contract.plan.Plan;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class FinishTest {
    private static final Plan FINISHING = Plans.of(Plans.finishing("a"), Plans.step("b"), Plans.finishing("c"));
    private static final Plan FINISHING_WITH_PIVOT = Plans.of(Plans.finishing("a"), Plans.irreversible("b"));

    @Nested
    class Finishing {
        private Scenario finishing() {
            return applying(FINISHING, succeeded("a"), succeeded("b"));
        }

        @Test
        void follows_when_every_step_is_applied_and_only_where_there_is_something_to_finish() {
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
        void tries_again_and_then_puts_everything_back() {
            finishing()
                    .and(succeeded("c"))
                    .when(failedTransiently("a"))
                    .then("attempt-failed finish a", "retry-scheduled finish a, attempt 2")
                    .after(Duration.ofMinutes(1))
                    .when(wake("a"))
                    .then("dispatched finish a, attempt 2")
                    .when(failedPermanently("a"))
                    .then("attempt-failed finish a, attempt 2", "rollback-began by a", "dispatched compensate c");
        }

        @Test
        void sends_again_to_a_silent_worker_until_the_outage_limit() {
            finishing()
                    .and(succeeded("c"))
                    .when(lapsed("a"))
                    .then("lease-lapsed finish a", "dispatched finish a")
                    .after(Scenario.POLICY.outageLimit())
                    .when(lapsed("a"))
                    .then("lease-lapsed finish a", "rollback-began by a", "dispatched compensate c");
        }

        @Test
        void is_retried_for_ever_past_the_point_of_no_return() {
            applying(FINISHING_WITH_PIVOT, succeeded("a"))
                    .when(succeeded("b"))
                    .then("applied b", "dispatched finish a")
                    .when(failedPermanently("a"))
                    .then("attempt-failed finish a", "retry-scheduled finish a, attempt 2");
        }

        @Test
        void is_put_back_on_cancel_unless_the_point_of_no_return_is_passed() {
            finishing().and(succeeded("c")).when(cancel()).then("rollback-began by ada", "dispatched compensate c");
            applying(FINISHING_WITH_PIVOT, succeeded("a"), succeeded("b"))
                    .when(cancel())
                    .thenRefusedBecause("only forward is left");
        }

        @Test
        void undoes_finished_and_unfinished_steps_alike() {
            finishing()
                    .and(succeeded("c"), succeeded("a"))
                    .when(failedPermanently("c"))
                    .then("attempt-failed finish c", "rollback-began by c", "dispatched compensate c")
                    .and(compensated("c"), compensated("b"))
                    .when(compensated("a"))
                    .then("compensated a", "rolled back");
        }

        @Test
        void ignores_what_is_late_or_out_of_place_and_refuses_what_makes_no_sense() {
            finishing().and(succeeded("c")).when(succeeded("c")).thenNothingHappens();
            finishing().and(succeeded("c")).when(compensated("a")).thenNothingHappens();
            finishing().and(succeeded("c")).when(start()).thenNothingHappens();
            finishing().and(succeeded("c")).when(submit(FINISHING)).thenNothingHappens();
            finishing().and(succeeded("c")).when(rollback()).thenRefusedBecause("cancel it instead");
            finishing().and(succeeded("c")).when(retry()).thenRefusedBecause("no step is stuck");
        }
    }
}
