package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.PreparationReports.tried;
import static dev.lockstep.coordinator.saga.Scenario.enteringMaintenance;
import static dev.lockstep.coordinator.saga.Scenario.given;
import static dev.lockstep.coordinator.saga.Scenario.inMaintenance;
import static dev.lockstep.coordinator.saga.ScenarioCommand.cancel;
import static dev.lockstep.coordinator.saga.ScenarioCommand.close;
import static dev.lockstep.coordinator.saga.ScenarioCommand.compensated;
import static dev.lockstep.coordinator.saga.ScenarioCommand.endpointFailed;
import static dev.lockstep.coordinator.saga.ScenarioCommand.endpointPassed;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedPermanently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedPermanentlyWith;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedTransiently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.gatesChecked;
import static dev.lockstep.coordinator.saga.ScenarioCommand.rollback;
import static dev.lockstep.coordinator.saga.ScenarioCommand.skip;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submitDryRun;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanTime;
import dev.lockstep.contract.plan.PlanWindow;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** When the application enters and leaves maintenance. */
class MaintenanceTest {
    private static final Plan ONE_STEP = Plans.withEndpoints(List.of("smoke"), Plans.step("a"));
    private static final Plan TWO_STEPS = Plans.withEndpoints(List.of(), Plans.step("a"), Plans.step("b"));
    private static final Plan WITH_PIVOT =
            Plans.withEndpoints(List.of("smoke"), Plans.step("a"), Plans.irreversibleStep("b"));

    @Nested
    class Maintenance {
        @Test
        void is_entered_before_the_first_step_and_left_before_the_completion() {
            enteringMaintenance(TWO_STEPS)
                    .when(endpointPassed())
                    .then("enter_maintenance passed", "dispatched apply a")
                    .and(succeeded("a"))
                    .when(succeeded("b"))
                    .then("applied b", "leaving application before completed")
                    .thenStateIs(SagaState.LeavingMaintenance.class)
                    .when(endpointPassed())
                    .then("leave_maintenance passed", "completed")
                    .thenStateIs(SagaState.Completed.class);
        }

        @Test
        void that_is_not_entered_ends_the_migration_and_is_left() {
            enteringMaintenance(TWO_STEPS)
                    .when(endpointFailed())
                    .then("enter_maintenance failed", "leaving application before cancelled")
                    .when(endpointPassed())
                    .then("leave_maintenance passed", "cancelled")
                    .thenStateIs(SagaState.Cancelled.class);
        }

        @Test
        void that_is_not_left_changes_nothing_about_the_outcome() {
            inMaintenance(TWO_STEPS)
                    .and(succeeded("a"), succeeded("b"))
                    .when(endpointFailed())
                    .then("leave_maintenance failed", "completed");
            inMaintenance(TWO_STEPS)
                    .and(cancel(), compensated("a"))
                    .when(endpointFailed())
                    .then("leave_maintenance failed", "rolled back");
        }

        @Test
        void is_left_after_a_rollback() {
            inMaintenance(TWO_STEPS)
                    .and(succeeded("a"), failedPermanently("b"), compensated("b"))
                    .when(compensated("a"))
                    .then("compensated a", "leaving application before rolled back")
                    .when(endpointPassed())
                    .then("leave_maintenance passed", "rolled back");
        }

        @Test
        void lasts_until_an_operator_has_decided() {
            Scenario stuck = inMaintenance(TWO_STEPS)
                    .and(cancel())
                    .failingUntilLastAttempt("a")
                    .when(failedTransiently("a"));
            stuck.thenStateIs(SagaState.StuckCompensating.class);
            stuck.when(close())
                    .then("round 2 opened by close", "leaving application before closed, left applied: [a]")
                    .when(endpointPassed())
                    .then("leave_maintenance passed", "closed, left applied: [a]");
        }

        @Test
        void is_left_after_the_last_skipped_compensation() {
            inMaintenance(TWO_STEPS)
                    .and(cancel())
                    .failingUntilLastAttempt("a")
                    .and(failedTransiently("a"))
                    .when(skip("a"))
                    .then(
                            "round 2 opened by skip",
                            "skipped a",
                            "leaving application before closed, left applied: [a]");
        }

        @Test
        void is_left_if_the_irreversible_step_is_stuck_and_closed() {
            inMaintenance(WITH_PIVOT)
                    .and(succeeded("a"), endpointPassed(), failedPermanentlyWith("b", Effect.WHOLE))
                    .when(close())
                    .then("round 2 opened by close", "leaving application before closed, left applied: [a, b]");
        }

        @Test
        void is_not_entered_for_a_dry_run() {
            given(submitDryRun(TWO_STEPS), start(), succeeded("a"), succeeded("b"), tried("a"))
                    .when(tried("b"))
                    .then("dry-run-reported b", "dry run completed");
        }

        @Test
        void is_entered_once_for_all_rounds() {
            inMaintenance(TWO_STEPS)
                    .and(succeeded("a"), succeeded("b"), endpointPassed())
                    .when(rollback())
                    .then("round 2 opened by rollback", "rollback-began by operator", "dispatched compensate b")
                    .and(compensated("b"))
                    .when(compensated("a"))
                    .then("compensated a", "rolled back");
        }
    }

    @Nested
    class A_cancellation {
        @Test
        void while_maintenance_is_entered_leaves_it() {
            Scenario scenario = enteringMaintenance(TWO_STEPS).when(cancel());
            scenario.then("enter_maintenance failed", "leaving application before cancelled");
            assertThat(scenario.effects()).first().isInstanceOfSatisfying(SagaEffect.EndCall.class, end -> assertThat(
                            end.number())
                    .isOne());
            scenario.when(endpointPassed().late()).thenNothingHappens();
        }

        @Test
        void while_an_application_is_tested_rolls_back() {
            inMaintenance(ONE_STEP)
                    .and(succeeded("a"))
                    .thenStateIs(SagaState.SmokeTesting.class)
                    .when(cancel())
                    .then("smoke_test failed", "rollback-began by operator", "dispatched compensate a");
        }

        @Test
        void while_maintenance_is_left_changes_nothing() {
            inMaintenance(TWO_STEPS)
                    .and(succeeded("a"), succeeded("b"))
                    .when(cancel())
                    .thenNothingHappens()
                    .when(rollback())
                    .thenRefused("leaves maintenance");
        }
    }

    @Nested
    class The_window {
        private static final Plan PLAN = Plans.withEndpoints(
                new PlanWindow(null, new PlanTime(ScenarioCommand.START.plusSeconds(600))),
                List.of(),
                List.of(),
                Plans.step("a"));

        @Test
        void that_ends_while_maintenance_is_entered_ends_the_migration() {
            enteringMaintenance(PLAN)
                    .when(gatesChecked())
                    .thenNothingHappens()
                    .after(Duration.ofHours(1))
                    .when(gatesChecked())
                    .then("enter_maintenance failed", "leaving application before cancelled");
            enteringMaintenance(PLAN)
                    .after(Duration.ofHours(1))
                    .when(endpointPassed())
                    .then("enter_maintenance passed", "leaving application before cancelled");
        }

        @Test
        void that_ends_before_the_only_step_ends_the_migration() {
            Plan plan = Plans.withEndpoints(
                    new PlanWindow(null, new PlanTime(ScenarioCommand.START.plusSeconds(600))),
                    List.of("smoke"),
                    List.of(),
                    Plans.irreversibleStep("a"));
            inMaintenance(plan)
                    .thenStateIs(SagaState.SmokeTesting.class)
                    .after(Duration.ofHours(1))
                    .when(gatesChecked())
                    .then("smoke_test failed", "leaving application before cancelled");
            inMaintenance(plan)
                    .after(Duration.ofHours(1))
                    .when(endpointPassed())
                    .then("smoke_test passed", "leaving application before cancelled");
        }

        @Test
        void does_not_matter_after_the_first_step() {
            inMaintenance(PLAN)
                    .and(succeeded("a"))
                    .after(Duration.ofHours(1))
                    .when(gatesChecked())
                    .thenNothingHappens();
        }
    }
}
