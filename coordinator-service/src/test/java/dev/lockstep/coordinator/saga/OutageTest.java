package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.Scenario.given;
import static dev.lockstep.coordinator.saga.ScenarioCommand.backoffEnded;
import static dev.lockstep.coordinator.saga.ScenarioCommand.cancel;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedTransiently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.lapsed;
import static dev.lockstep.coordinator.saga.ScenarioCommand.lapsedAfter;
import static dev.lockstep.coordinator.saga.ScenarioCommand.lapsedAfterAcceptance;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static dev.lockstep.coordinator.saga.ScenarioCommand.unreachable;
import static dev.lockstep.coordinator.saga.ScenarioCommand.workerMissing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Plan;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Dispatches that end without a report, or without access to their store. */
class OutageTest {
    private static final Plan TWO_STEPS = Plans.chain("a", "b");

    @Nested
    class An_apply {
        @Test
        void rolls_back_after_the_outage_limit() {
            applying(TWO_STEPS, lapsed("a"), lapsed("a"))
                    .after(Scenario.POLICY.outageLimit())
                    .when(lapsed("a"))
                    .then("lease-lapsed apply a", "rollback-began by a", "dispatched compensate a");
            applying(TWO_STEPS, unreachable("a"), backoffEnded("a"), unreachable("a"))
                    .after(Scenario.POLICY.outageLimit())
                    .and(backoffEnded("a"))
                    .when(unreachable("a"))
                    .then("attempt-failed apply a", "rollback-began by a", "dispatched compensate a");
        }

        @Test
        void is_dispatched_again_any_number_of_times_before_the_outage_limit() {
            applying(TWO_STEPS, lapsed("a"), lapsed("a"), lapsed("a"))
                    .when(lapsed("a"))
                    .then("lease-lapsed apply a", "dispatched apply a");
        }

        @Test
        void measures_the_length_of_an_outage_from_the_last_report_before_it() {
            applying(TWO_STEPS, lapsedAfter("a", Scenario.POLICY.outageLimit()), lapsed("a"))
                    .when(lapsed("a"))
                    .then("lease-lapsed apply a", "rollback-began by a", "dispatched compensate a");
        }

        @Test
        void is_dispatched_at_least_three_times_in_an_outage() {
            Duration longOutage = Scenario.POLICY.outageLimit().multipliedBy(4);
            applying(TWO_STEPS)
                    .when(lapsedAfter("a", longOutage))
                    .then("lease-lapsed apply a", "worker missing for a", "dispatched apply a")
                    .when(lapsed("a"))
                    .then("lease-lapsed apply a", "dispatched apply a");
            applying(TWO_STEPS, unreachable("a"))
                    .after(longOutage)
                    .and(backoffEnded("a"))
                    .when(unreachable("a"))
                    .then("attempt-failed apply a", "retry-scheduled apply a");
        }

        @Test
        void is_given_up_when_it_ends_each_of_its_workers_some_time_after_their_first_report() {
            applying(TWO_STEPS)
                    .after(Duration.ofMinutes(10))
                    .and(lapsedAfter("a", Duration.ofSeconds(15)))
                    .after(Duration.ofMinutes(10))
                    .and(lapsedAfter("a", Duration.ofSeconds(15)))
                    .after(Duration.ofMinutes(10))
                    .when(lapsedAfter("a", Duration.ofSeconds(15)))
                    .then("lease-lapsed apply a", "rollback-began by a", "dispatched compensate a");
        }

        @Test
        void starts_a_new_outage_after_a_dispatch_that_got_further_than_the_earlier_ones() {
            applying(TWO_STEPS, lapsed("a"), lapsed("a"))
                    .after(Scenario.POLICY.outageLimit())
                    .when(lapsed("a").afterProgress())
                    .then("lease-lapsed apply a", "dispatched apply a")
                    .and(lapsed("a"))
                    .when(lapsed("a"))
                    .then("lease-lapsed apply a", "dispatched apply a");
            applying(TWO_STEPS, unreachable("a"), backoffEnded("a"), unreachable("a"))
                    .after(Scenario.POLICY.outageLimit())
                    .and(backoffEnded("a"))
                    .when(unreachable("a").afterProgress())
                    .then("attempt-failed apply a", "retry-scheduled apply a");
        }

        @Test
        void counts_a_lapsed_lease_after_an_unreachable_store_to_the_same_outage() {
            applying(TWO_STEPS, unreachable("a"))
                    .after(Duration.ofMinutes(1))
                    .and(backoffEnded("a"))
                    .when(lapsed("a"))
                    .then("lease-lapsed apply a", "dispatched apply a");
        }

        @Test
        void ends_the_outage_when_a_worker_reports() {
            applying(TWO_STEPS, lapsed("a"))
                    .after(Scenario.POLICY.outageLimit())
                    .and(failedTransiently("a"))
                    .after(Duration.ofMinutes(1))
                    .and(backoffEnded("a"))
                    .when(lapsed("a"))
                    .then("lease-lapsed apply a", "dispatched apply a, attempt 2");
        }
    }

    @Nested
    class A_missing_worker {
        private static final Duration MINUTE = Duration.ofMinutes(1);

        @Test
        void is_reported_once_when_no_worker_has_reported_for_a_minute() {
            Scenario scenario = applying(TWO_STEPS);
            scenario.when(lapsedAfter("a", Duration.ofSeconds(15)))
                    .then("lease-lapsed apply a", "dispatched apply a")
                    .after(MINUTE)
                    .when(lapsedAfter("a", Duration.ofSeconds(15)))
                    .then("lease-lapsed apply a", "worker missing for a", "dispatched apply a");
            SagaEvent.WorkerMissing missing =
                    (SagaEvent.WorkerMissing) scenario.events().get(1);
            assertThat(Duration.between(missing.silentSince(), missing.at())).isEqualTo(Duration.ofSeconds(76));
            scenario.when(lapsedAfter("a", Duration.ofSeconds(15))).then("lease-lapsed apply a", "dispatched apply a");
        }

        @Test
        void is_reported_again_after_a_worker_has_reported() {
            applying(TWO_STEPS, lapsedAfter("a", MINUTE), lapsedAfterAcceptance("a"))
                    .when(lapsed("a"))
                    .then("lease-lapsed apply a", "dispatched apply a")
                    .after(MINUTE)
                    .when(lapsed("a"))
                    .then("lease-lapsed apply a", "worker missing for a", "dispatched apply a");
            applying(TWO_STEPS, lapsedAfter("a", MINUTE), failedTransiently("a"))
                    .after(MINUTE)
                    .and(backoffEnded("a"))
                    .when(lapsed("a"))
                    .then("lease-lapsed apply a", "dispatched apply a, attempt 2");
        }

        @Test
        void is_reported_in_every_direction() {
            given(submit(TWO_STEPS), start())
                    .when(lapsedAfter("a", MINUTE))
                    .then("lease-lapsed preflight a", "worker missing for a", "dispatched preflight a");
            applying(TWO_STEPS, cancel())
                    .when(lapsedAfter("a", MINUTE))
                    .then("lease-lapsed compensate a", "worker missing for a", "dispatched compensate a");
        }

        @Test
        void of_a_target_is_reported_once_while_the_migration_is_queued() {
            given(submit(TWO_STEPS))
                    .when(workerMissing("on-b", MINUTE))
                    .then("no worker of on-b")
                    .when(workerMissing("on-b", MINUTE.multipliedBy(2)))
                    .thenNothingHappens()
                    .when(workerMissing("on-a", MINUTE))
                    .then("no worker of on-a")
                    .when(workerMissing("on-z", MINUTE))
                    .thenNothingHappens()
                    .thenStateIs(SagaState.Queued.class)
                    .when(start())
                    .then("started", "dispatched preflight a", "dispatched preflight b");
        }
    }

    @Nested
    class A_compensation {
        @Test
        void uses_no_attempt_during_an_outage_and_is_stuck_after_the_outage_limit() {
            applying(TWO_STEPS, succeeded("a"), cancel())
                    .when(lapsed("b"))
                    .then("lease-lapsed compensate b", "dispatched compensate b")
                    .and(lapsed("b"))
                    .after(Scenario.POLICY.outageLimit())
                    .when(lapsed("b"))
                    .then("lease-lapsed compensate b", "stuck b", "operator needed");
            applying(TWO_STEPS, succeeded("a"), cancel())
                    .when(unreachable("b"))
                    .then("attempt-failed compensate b", "retry-scheduled compensate b")
                    .and(backoffEnded("b"), unreachable("b"))
                    .after(Scenario.POLICY.outageLimit())
                    .and(backoffEnded("b"))
                    .when(unreachable("b"))
                    .then("attempt-failed compensate b", "stuck b", "operator needed");
        }
    }
}
