package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.RollbackScenarios.WITH_MAINTENANCE;
import static dev.lockstep.coordinator.saga.RollbackScenarios.WITH_TESTS;
import static dev.lockstep.coordinator.saga.RollbackScenarios.completed;
import static dev.lockstep.coordinator.saga.RollbackScenarios.notifications;
import static dev.lockstep.coordinator.saga.RollbackScenarios.published;
import static dev.lockstep.coordinator.saga.RollbackScenarios.withNotifications;
import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.ScenarioCommand.cancel;
import static dev.lockstep.coordinator.saga.ScenarioCommand.close;
import static dev.lockstep.coordinator.saga.ScenarioCommand.compensated;
import static dev.lockstep.coordinator.saga.ScenarioCommand.endpointFailed;
import static dev.lockstep.coordinator.saga.ScenarioCommand.endpointPassed;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedTransiently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.gatesChecked;
import static dev.lockstep.coordinator.saga.ScenarioCommand.rollback;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.plan.EndpointName;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanNotification.Occasion;
import dev.lockstep.contract.plan.PlanTime;
import dev.lockstep.contract.plan.PlanWindow;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The maintenance during the rollback of a completed migration. */
class RollbackMaintenanceTest {
    @Nested
    class Maintenance {
        @Test
        void is_entered_before_the_first_compensation_and_left_before_the_outcome() {
            completed(WITH_MAINTENANCE)
                    .when(rollback())
                    .then("round 2 opened by rollback", "called enter_maintenance rollback-application")
                    .thenStateIs(SagaState.EnteringMaintenance.class)
                    .when(endpointPassed())
                    .then("enter_maintenance passed", "rollback-began by operator", "dispatched compensate a")
                    .when(compensated("a"))
                    .then("compensated a", "leaving rollback-application before rolled back")
                    .when(endpointPassed())
                    .then("leave_maintenance passed", "rolled back");
        }

        @Test
        void is_not_that_of_the_migration() {
            Plan plan = Plans.withEndpoints(List.of("smoke"), Plans.step("a"));
            applying(Plans.withRollback(plan, WITH_MAINTENANCE), endpointPassed(), succeeded("a"))
                    .and(endpointPassed(), endpointPassed())
                    .thenStateIs(SagaState.Completed.class)
                    .and(rollback(), endpointPassed())
                    .when(compensated("a"))
                    .then("compensated a", "leaving rollback-application before rolled back");
            applying(Plans.withRollback(plan, Plans.approvedRollback()), endpointPassed(), succeeded("a"))
                    .when(endpointFailed())
                    .then("smoke_test failed", "rollback-began by operator", "dispatched compensate a")
                    .when(compensated("a"))
                    .then("compensated a", "leaving application before rolled back");
        }

        @Test
        void that_is_not_entered_is_left_and_the_migration_stays_completed() {
            Scenario scenario = completed(WITH_MAINTENANCE).and(rollback());
            scenario.when(endpointFailed())
                    .then("enter_maintenance failed", "leaving rollback-application before completed")
                    .when(endpointPassed())
                    .then("leave_maintenance passed", "completed")
                    .thenStateIs(SagaState.Completed.class);
            assertThat(published(scenario))
                    .isEqualTo(new MigrationEvent.Completed(
                            scenario.started().plan().name(),
                            "endpoint \"rollback-application\" has not entered maintenance: answered 503",
                            null));
            assertThat(scenario.effects()).endsWith(new SagaEffect.ReleaseTargets());
            scenario.when(rollback())
                    .then("round 3 opened by rollback", "called enter_maintenance rollback-application");
        }

        @Test
        void that_is_not_entered_is_told() {
            Scenario scenario = applying(Plans.withRollback(withNotifications(), WITH_MAINTENANCE), endpointPassed())
                    .and(succeeded("a"), endpointPassed())
                    .and(rollback(), endpointFailed(), endpointPassed());
            assertThat(notifications(scenario)).singleElement().satisfies(notification -> {
                assertThat(notification.occasion()).isEqualTo(Occasion.ROLLBACK_REFUSED);
                assertThat(notification.detail()).startsWith("endpoint \"rollback-application\"");
            });
        }

        @Test
        void can_be_cancelled_while_it_is_entered() {
            completed(WITH_MAINTENANCE)
                    .and(rollback())
                    .when(rollback())
                    .thenNothingHappens()
                    .when(cancel())
                    .then("enter_maintenance failed", "leaving rollback-application before completed")
                    .when(endpointPassed())
                    .then("leave_maintenance passed", "completed");
        }

        @Test
        void is_entered_whether_the_window_is_over_or_not() {
            Plan plan = Plans.withGates(
                    new PlanWindow(null, new PlanTime(ScenarioCommand.START.plusSeconds(60))),
                    null,
                    List.of(Plans.step("a")));
            completed(plan, WITH_MAINTENANCE)
                    .after(Duration.ofHours(1))
                    .and(rollback())
                    .when(gatesChecked())
                    .thenNothingHappens();
        }

        @Test
        void lasts_until_an_operator_has_decided() {
            Scenario stuck = completed(WITH_MAINTENANCE)
                    .and(rollback(), endpointPassed())
                    .failingUntilLastAttempt("a")
                    .when(failedTransiently("a"));
            stuck.thenStateIs(SagaState.StuckCompensating.class);
            stuck.when(close())
                    .then("round 3 opened by close", "leaving rollback-application before closed, left applied: [a]");
        }
    }

    @Nested
    class The_application {
        @Test
        void is_described_by_what_it_has_not_done() {
            EndpointAnswer answer = new EndpointAnswer(false, "answered 503", 1);
            EndpointCall call = new EndpointCall(
                    1,
                    EndpointPurpose.LEAVE_MAINTENANCE,
                    new EndpointName("x"),
                    null,
                    WITH_TESTS.smokeTests().getFirst().within());
            assertThat(call.failure(answer)).isEqualTo("endpoint \"x\" has not left maintenance: answered 503");
        }
    }
}
