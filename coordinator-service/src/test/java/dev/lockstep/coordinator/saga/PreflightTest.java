package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.Scenario.given;
import static dev.lockstep.coordinator.saga.ScenarioCommand.accepted;
import static dev.lockstep.coordinator.saga.ScenarioCommand.backoffEnded;
import static dev.lockstep.coordinator.saga.ScenarioCommand.cancel;
import static dev.lockstep.coordinator.saga.ScenarioCommand.close;
import static dev.lockstep.coordinator.saga.ScenarioCommand.compensated;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedPermanently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedTransiently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.heartbeat;
import static dev.lockstep.coordinator.saga.ScenarioCommand.lapsed;
import static dev.lockstep.coordinator.saga.ScenarioCommand.rejectedByKafka;
import static dev.lockstep.coordinator.saga.ScenarioCommand.retry;
import static dev.lockstep.coordinator.saga.ScenarioCommand.rollback;
import static dev.lockstep.coordinator.saga.ScenarioCommand.skip;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeededWith;
import static dev.lockstep.coordinator.saga.ScenarioCommand.unreachable;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.TargetIdentity;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PreflightTest {
    private static final Plan TWO_STEPS = Plans.chain("a", "b");

    private static Scenario preflight(Plan plan) {
        return given(submit(plan), start());
    }

    @Nested
    class An_unsubmitted_migration {
        @Test
        void is_queued_when_a_plan_is_submitted() {
            given().when(submit(TWO_STEPS)).then("submitted").thenStateIs(SagaState.Queued.class);
        }

        @Test
        void ignores_other_commands_and_refuses_actions() {
            given().when(start()).thenNothingHappens();
            given().when(succeeded("a")).thenNothingHappens();
            given().when(cancel()).thenRefused("no such migration");
        }
    }

    @Nested
    class A_queued_migration {
        @Test
        void dispatches_every_preflight_at_once_when_it_starts() {
            given(submit(TWO_STEPS))
                    .when(start())
                    .then("started", "dispatched preflight a", "dispatched preflight b")
                    .thenStateIs(SagaState.Preflight.class);
        }

        @Test
        void is_cancelled_without_a_change() {
            given(submit(TWO_STEPS)).when(cancel()).then("cancelled").thenStateIs(SagaState.Cancelled.class);
        }

        @Test
        void ignores_reports_and_a_second_submission() {
            given(submit(TWO_STEPS)).when(succeeded("a")).thenNothingHappens();
            given(submit(TWO_STEPS)).when(submit(TWO_STEPS)).thenNothingHappens();
        }

        @Test
        void refuses_rollback_and_actions_on_stuck_steps() {
            given(submit(TWO_STEPS)).when(rollback()).thenRefused("nothing to roll back; use cancel");
            given(submit(TWO_STEPS)).when(skip("a")).thenRefused("no step is stuck");
        }
    }

    @Nested
    class Preflight {
        @Test
        void must_pass_on_every_target_before_the_first_apply() {
            preflight(TWO_STEPS).when(succeeded("b")).then("preflight-passed b");
            preflight(TWO_STEPS)
                    .and(succeeded("b"))
                    .when(succeeded("a"))
                    .then("preflight-passed a", "dispatched apply a")
                    .thenStateIs(SagaState.Applying.class);
        }

        @Test
        void binds_each_target_to_the_reported_identity() {
            var data = preflight(TWO_STEPS).and(succeeded("b")).started().data();
            TargetName target = new TargetName("on-b");
            assertThat(data.identities())
                    .containsOnlyKeys(target)
                    .containsEntry(target, ScenarioCommand.identityOf(target));
        }

        @Test
        void rejects_the_migration_after_a_permanent_failure_when_all_targets_have_reported() {
            preflight(TWO_STEPS)
                    .when(failedPermanently("a"))
                    .then("attempt-failed preflight a")
                    .when(succeeded("b"))
                    .then("preflight-passed b", "rejected")
                    .thenStateIs(SagaState.Rejected.class);
        }

        @Test
        void is_not_retried_on_a_second_target_after_a_failure_on_the_first() {
            preflight(TWO_STEPS)
                    .and(failedPermanently("a"))
                    .when(failedTransiently("b"))
                    .then("attempt-failed preflight b", "rejected");
        }

        @Test
        void is_not_dispatched_again_after_a_lapsed_lease_if_another_target_has_failed() {
            preflight(TWO_STEPS)
                    .and(failedPermanently("a"))
                    .when(lapsed("b"))
                    .then("lease-lapsed preflight b", "rejected");
        }

        @Test
        void is_not_dispatched_again_after_a_back_off_if_another_target_has_failed() {
            preflight(Plans.chain("a", "b", "c"))
                    .and(failedTransiently("a"), failedPermanently("b"))
                    .after(Duration.ofMinutes(1))
                    .when(backoffEnded("a"))
                    .thenNothingHappens()
                    .when(succeeded("c"))
                    .then("preflight-passed c", "rejected");
        }

        @Test
        void waits_for_all_outstanding_reports_after_a_failure() {
            preflight(Plans.chain("a", "b", "c"))
                    .and(failedPermanently("b"))
                    .when(succeeded("a"))
                    .then("preflight-passed a");
        }

        @Test
        void is_retried_after_a_transient_failure() {
            preflight(TWO_STEPS)
                    .when(failedTransiently("a"))
                    .then("attempt-failed preflight a", "retry-scheduled preflight a, attempt 2")
                    .after(Duration.ofMinutes(1))
                    .when(backoffEnded("a"))
                    .then("dispatched preflight a, attempt 2");
        }

        @Test
        void rejects_the_migration_when_the_attempts_are_used_up() {
            preflight(Plans.chain("a"))
                    .failingUntilLastAttempt("a")
                    .when(failedTransiently("a"))
                    .then("attempt-failed preflight a, attempt 10", "rejected");
        }

        @Test
        void waits_for_an_unreachable_store_up_to_the_outage_limit() {
            preflight(Plans.chain("a"))
                    .when(unreachable("a"))
                    .then("attempt-failed preflight a", "retry-scheduled preflight a")
                    .and(backoffEnded("a"), unreachable("a"))
                    .after(Scenario.POLICY.outageLimit())
                    .when(backoffEnded("a"))
                    .then("dispatched preflight a")
                    .when(unreachable("a"))
                    .then("attempt-failed preflight a", "rejected");
        }

        @Test
        void is_dispatched_again_after_a_lapsed_lease_until_the_outage_limit() {
            preflight(Plans.chain("a"))
                    .when(lapsed("a"))
                    .then("lease-lapsed preflight a", "dispatched preflight a")
                    .and(lapsed("a"))
                    .after(Scenario.POLICY.outageLimit())
                    .when(lapsed("a"))
                    .then("lease-lapsed preflight a", "rejected");
        }

        @Test
        void rejects_the_migration_when_kafka_rejects_a_dispatch() {
            preflight(Plans.chain("a")).when(rejectedByKafka("a")).then("attempt-failed preflight a", "rejected");
        }

        @Test
        void fails_without_a_reported_identity() {
            preflight(Plans.chain("a")).when(succeededWith("a", null)).then("attempt-failed preflight a", "rejected");
        }

        @Test
        void fails_when_a_target_reports_two_identities() {
            preflight(Plans.of(Plans.stepOn("a", "same"), Plans.stepOn("b", "same")))
                    .and(succeeded("a"))
                    .when(succeededWith("b", ScenarioCommand.identityOf(new TargetName("other"))))
                    .then("attempt-failed preflight b", "rejected");
        }

        @Test
        void ignores_the_redelivered_report_of_the_second_identity() {
            TargetIdentity other = ScenarioCommand.identityOf(new TargetName("other"));
            preflight(Plans.of(Plans.stepOn("a", "same"), Plans.stepOn("b", "same")))
                    .and(succeeded("a"))
                    .and(succeededWith("b", other))
                    .when(succeededWith("b", other))
                    .thenNothingHappens();
        }

        @Test
        void fails_when_two_targets_are_the_same_database() {
            preflight(TWO_STEPS)
                    .and(succeeded("a"))
                    .when(succeededWith("b", ScenarioCommand.identityOf(new TargetName("on-a"))))
                    .then("attempt-failed preflight b", "rejected");
        }

        @Test
        void passes_for_two_steps_on_one_target() {
            preflight(Plans.of(Plans.stepOn("a", "same"), Plans.stepOn("b", "same")))
                    .and(succeeded("a"))
                    .when(succeeded("b"))
                    .then("preflight-passed b", "dispatched apply a");
        }

        @Test
        void ignores_late_and_unexpected_commands() {
            preflight(TWO_STEPS).when(succeeded("a").late()).thenNothingHappens();
            preflight(TWO_STEPS).when(lapsed("a").late()).thenNothingHappens();
            preflight(TWO_STEPS).when(rejectedByKafka("a").late()).thenNothingHappens();
            preflight(TWO_STEPS).when(succeeded("z")).thenNothingHappens();
            preflight(TWO_STEPS).when(backoffEnded("a")).thenNothingHappens();
            preflight(TWO_STEPS)
                    .and(failedTransiently("a"))
                    .when(backoffEnded("a").late())
                    .thenNothingHappens();
            preflight(TWO_STEPS).when(compensated("a")).thenNothingHappens();
            preflight(TWO_STEPS).when(accepted("a")).thenNothingHappens();
            preflight(TWO_STEPS).when(heartbeat("a")).thenNothingHappens();
            preflight(TWO_STEPS).when(start()).thenNothingHappens();
            preflight(TWO_STEPS).when(submit(TWO_STEPS)).thenNothingHappens();
        }

        @Test
        void ends_by_cancel_without_a_change() {
            preflight(TWO_STEPS).when(cancel()).then("cancelled").thenStateIs(SagaState.Cancelled.class);
        }

        @Test
        void refuses_rollback_and_actions_on_stuck_steps() {
            preflight(TWO_STEPS).when(rollback()).thenRefused("nothing to roll back; use cancel");
            preflight(TWO_STEPS).when(retry()).thenRefused("no step is stuck");
            preflight(TWO_STEPS).when(close()).thenRefused("no step is stuck");
        }
    }
}
