package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.RollbackScenarios.ONE_STEP;
import static dev.lockstep.coordinator.saga.RollbackScenarios.WITH_MAINTENANCE;
import static dev.lockstep.coordinator.saga.RollbackScenarios.completed;
import static dev.lockstep.coordinator.saga.RollbackScenarios.notifications;
import static dev.lockstep.coordinator.saga.RollbackScenarios.requested;
import static dev.lockstep.coordinator.saga.RollbackScenarios.withNotifications;
import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.ScenarioCommand.approve;
import static dev.lockstep.coordinator.saga.ScenarioCommand.approveAs;
import static dev.lockstep.coordinator.saga.ScenarioCommand.cancel;
import static dev.lockstep.coordinator.saga.ScenarioCommand.close;
import static dev.lockstep.coordinator.saga.ScenarioCommand.compensated;
import static dev.lockstep.coordinator.saga.ScenarioCommand.endpointPassed;
import static dev.lockstep.coordinator.saga.ScenarioCommand.gatesChecked;
import static dev.lockstep.coordinator.saga.ScenarioCommand.reject;
import static dev.lockstep.coordinator.saga.ScenarioCommand.rollback;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.PlanNotification.Occasion;
import dev.lockstep.contract.plan.PlanRollback;
import dev.lockstep.contract.protocol.Actor;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The approval of the rollback of a completed migration. */
class RollbackApprovalTest {
    @Nested
    class An_approval {
        @Test
        void is_awaited_before_the_round_is_opened() {
            Scenario scenario = completed(Plans.approvedRollback());
            scenario.when(rollback())
                    .then("rollback requested by operator")
                    .thenStateIs(SagaState.RollbackRequested.class);
            assertThat(scenario.effects())
                    .containsExactly(
                            new SagaEffect.ScheduleGateCheck(scenario.now().plus(Duration.ofDays(1))));
            scenario.when(approve())
                    .then(
                            "approved by approver",
                            "round 2 opened by rollback",
                            "rollback-began by operator",
                            "dispatched compensate a");
            assertThat(scenario.effects()).hasAtLeastOneElementOfType(SagaEffect.ClaimTargets.class);
            scenario.when(compensated("a")).then("compensated a", "rolled back");
        }

        @Test
        void is_told_to_the_endpoints_of_the_plan() {
            Scenario scenario = applying(
                            Plans.withRollback(withNotifications(), Plans.approvedRollback()), endpointPassed())
                    .and(succeeded("a"), endpointPassed())
                    .when(rollback());
            assertThat(notifications(scenario)).singleElement().satisfies(notification -> {
                assertThat(notification.occasion()).isEqualTo(Occasion.APPROVAL_REQUIRED);
                assertThat(notification.detail())
                        .startsWith("rollback requested by operator: reason; somebody else must approve it until ");
            });
        }

        @Test
        void is_not_given_by_who_requested_the_rollback_nor_on_their_behalf() {
            requested().when(approveAs(ScenarioCommand.OPERATOR)).thenRefused("somebody else");
            requested()
                    .when(approveAs(new Actor("bot", Actor.Kind.SERVICE, "Operator")))
                    .thenRefused("was requested by operator");
        }

        @Test
        void that_is_refused_leaves_the_migration_completed() {
            requested()
                    .when(reject())
                    .then("rollback refused by operator")
                    .thenStateIs(SagaState.Completed.class)
                    .when(rollback())
                    .then("rollback requested by operator");
        }

        @Test
        void that_is_refused_or_too_late_is_told_to_the_endpoints_of_the_plan() {
            Scenario requested = applying(
                            Plans.withRollback(withNotifications(), Plans.approvedRollback()), endpointPassed())
                    .and(succeeded("a"), endpointPassed())
                    .when(rollback());
            assertThat(notifications(requested.when(reject()))).singleElement().satisfies(notification -> {
                assertThat(notification.occasion()).isEqualTo(Occasion.ROLLBACK_REFUSED);
                assertThat(notification.detail())
                        .isEqualTo("rollback requested by operator: reason; refused by operator: reason");
            });
            requested.when(rollback()).after(Duration.ofDays(1));
            assertThat(notifications(requested.when(gatesChecked())))
                    .singleElement()
                    .satisfies(notification -> assertThat(notification.detail())
                            .contains("refused by coordinator: nobody approved the rollback until "));
        }

        @Test
        void comes_too_late_after_its_time_limit() {
            Scenario scenario = requested();
            scenario.when(gatesChecked()).thenNothingHappens();
            scenario.after(Duration.ofDays(1))
                    .when(gatesChecked())
                    .then("rollback refused by coordinator")
                    .thenStateIs(SagaState.Completed.class);
            requested().after(Duration.ofDays(1)).when(approve()).then("rollback refused by coordinator");
            requested()
                    .after(Duration.ofDays(1))
                    .when(rollback())
                    .then("rollback refused by coordinator", "rollback requested by operator");
        }

        @Test
        void is_requested_once() {
            requested()
                    .when(rollback())
                    .thenNothingHappens()
                    .when(cancel())
                    .thenRefused("use approve or reject")
                    .when(close())
                    .thenRefused("no step is stuck")
                    .when(start())
                    .thenNothingHappens()
                    .when(submit(ONE_STEP))
                    .thenNothingHappens()
                    .when(succeeded("a"))
                    .thenNothingHappens()
                    .when(endpointPassed())
                    .thenNothingHappens();
        }

        @Test
        void is_not_requested_for_a_migration_that_cannot_be_rolled_back() {
            completed(Plans.of(Plans.irreversibleStep("a")), Plans.approvedRollback())
                    .when(rollback())
                    .thenRefused("irreversible");
        }

        @Test
        void precedes_maintenance() {
            PlanRollback both =
                    new PlanRollback(Plans.approvedRollback().approval(), WITH_MAINTENANCE.maintenance(), null);
            completed(both)
                    .and(rollback())
                    .when(approve())
                    .then(
                            "approved by approver",
                            "round 2 opened by rollback",
                            "called enter_maintenance rollback-application")
                    .when(endpointPassed())
                    .then("enter_maintenance passed", "rollback-began by operator", "dispatched compensate a");
        }
    }
}
