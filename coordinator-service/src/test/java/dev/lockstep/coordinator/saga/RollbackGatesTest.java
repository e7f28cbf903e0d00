package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.Scenario.given;
import static dev.lockstep.coordinator.saga.ScenarioCommand.approve;
import static dev.lockstep.coordinator.saga.ScenarioCommand.approveAs;
import static dev.lockstep.coordinator.saga.ScenarioCommand.cancel;
import static dev.lockstep.coordinator.saga.ScenarioCommand.close;
import static dev.lockstep.coordinator.saga.ScenarioCommand.compensated;
import static dev.lockstep.coordinator.saga.ScenarioCommand.endpointFailed;
import static dev.lockstep.coordinator.saga.ScenarioCommand.endpointPassed;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedPermanently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedTransiently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.gatesChecked;
import static dev.lockstep.coordinator.saga.ScenarioCommand.reject;
import static dev.lockstep.coordinator.saga.ScenarioCommand.rollback;
import static dev.lockstep.coordinator.saga.ScenarioCommand.skip;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.plan.EndpointName;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanNotification;
import dev.lockstep.contract.plan.PlanNotification.Occasion;
import dev.lockstep.contract.plan.PlanRollback;
import dev.lockstep.contract.plan.PlanTime;
import dev.lockstep.contract.plan.PlanWindow;
import dev.lockstep.contract.protocol.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The gates of the rollback of a completed migration. */
class RollbackGatesTest {
    private static final Plan ONE_STEP = Plans.chain("a");
    private static final PlanRollback WITH_MAINTENANCE = Plans.rollbackWithEndpoints();
    private static final PlanRollback WITH_TESTS = Plans.rollbackWithEndpoints("smoke-1", "smoke-2");

    private static Scenario completed(PlanRollback rollback) {
        return completed(ONE_STEP, rollback);
    }

    private static Scenario completed(Plan plan, PlanRollback rollback) {
        return applying(Plans.withRollback(plan, rollback), succeeded("a")).thenStateIs(SagaState.Completed.class);
    }

    private static Scenario requested() {
        return completed(Plans.approvedRollback()).and(rollback());
    }

    private static MigrationEvent published(Scenario scenario) {
        return scenario.effects().stream()
                .filter(SagaEffect.Publish.class::isInstance)
                .map(effect -> ((SagaEffect.Publish) effect).event())
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    private static List<Notification> notifications(Scenario scenario) {
        return scenario.effects().stream()
                .filter(SagaEffect.Notify.class::isInstance)
                .map(effect -> ((SagaEffect.Notify) effect).notification())
                .toList();
    }

    private static Plan withNotifications() {
        return Plans.withEndpoints(
                null,
                List.of(),
                List.of(new PlanNotification(new EndpointName("chat"), List.of(Occasion.values()))),
                Plans.step("a"));
    }

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
                            "endpoint \"rollback-application\" has not entered maintenance: answered 503"));
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
                assertThat(notification.occasion()).isEqualTo(Occasion.COMPLETED);
                assertThat(notification.detail()).startsWith("no rollback: endpoint \"rollback-application\"");
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
    class A_smoke_test {
        @Test
        void follows_the_last_compensation() {
            completed(WITH_TESTS)
                    .and(rollback(), endpointPassed())
                    .when(compensated("a"))
                    .then("compensated a", "called smoke_test smoke-1")
                    .thenStateIs(SagaState.SmokeTesting.class)
                    .when(endpointPassed())
                    .then("smoke_test passed", "called smoke_test smoke-2")
                    .when(endpointPassed())
                    .then("smoke_test passed", "leaving rollback-application before rolled back");
        }

        @Test
        void that_fails_is_told_and_changes_nothing_about_the_outcome() {
            Scenario scenario = applying(Plans.withRollback(withNotifications(), WITH_TESTS), endpointPassed())
                    .and(succeeded("a"), endpointPassed())
                    .and(rollback(), endpointPassed(), compensated("a"));
            scenario.when(endpointFailed())
                    .then("smoke_test failed", "called smoke_test smoke-2")
                    .when(endpointPassed())
                    .then("smoke_test passed", "leaving rollback-application before rolled back")
                    .when(endpointPassed())
                    .then("leave_maintenance passed", "rolled back");
            String finding = "smoke test \"smoke-1\" failed: answered 503";
            assertThat(published(scenario)).isInstanceOfSatisfying(MigrationEvent.RolledBack.class, event -> assertThat(
                            event.failedSmokeTests())
                    .containsExactly(finding));
            assertThat(notifications(scenario))
                    .singleElement()
                    .extracting(Notification::detail)
                    .isEqualTo("reason; conflicts: 0; " + finding);
        }

        @Test
        void of_the_migration_does_not_count_again() {
            Plan plan = Plans.withEndpoints(List.of("smoke"), Plans.step("a"));
            PlanRollback tests = new PlanRollback(null, null, WITH_TESTS.smokeTests());
            applying(Plans.withRollback(plan, tests), endpointPassed(), succeeded("a"))
                    .and(endpointPassed(), endpointPassed())
                    .and(rollback())
                    .when(compensated("a"))
                    .then("compensated a", "called smoke_test smoke-1")
                    .and(endpointPassed())
                    .when(endpointPassed())
                    .then("smoke_test passed", "rolled back");
        }

        @Test
        void of_a_rollback_does_not_follow_a_failed_step() {
            applying(Plans.withRollback(ONE_STEP, WITH_TESTS), failedPermanently("a"))
                    .when(compensated("a"))
                    .then("compensated a", "rolled back");
        }

        @Test
        void is_neither_cancelled_nor_ended_by_the_window() {
            Plan plan = Plans.withGates(
                    new PlanWindow(null, new PlanTime(ScenarioCommand.START.plusSeconds(60))),
                    null,
                    List.of(Plans.step("a")));
            Scenario testing = completed(plan, WITH_TESTS).and(rollback(), endpointPassed(), compensated("a"));
            testing.after(Duration.ofHours(1)).when(gatesChecked()).thenNothingHappens();
            testing.when(cancel()).thenNothingHappens();
            testing.when(rollback()).thenNothingHappens();
        }

        @Test
        void does_not_follow_a_skipped_compensation() {
            completed(WITH_TESTS)
                    .and(rollback(), endpointPassed())
                    .failingUntilLastAttempt("a")
                    .and(failedTransiently("a"))
                    .when(skip("a"))
                    .then(
                            "round 3 opened by skip",
                            "skipped a",
                            "leaving rollback-application before closed, left applied: [a]");
        }
    }

    @Nested
    class A_history {
        private final SagaEvolution evolution = new SagaEvolution();

        @Test
        void has_no_request_without_an_approval_in_the_plan() {
            SagaEvent request = new SagaEvent.RollbackRequested(ScenarioCommand.OPERATOR, "reason", Instant.EPOCH);
            for (Scenario scenario : List.of(
                    applying(ONE_STEP, succeeded("a")),
                    completed(WITH_MAINTENANCE),
                    applying(Plans.withRollback(ONE_STEP, Plans.approvedRollback())))) {
                assertThatThrownBy(() -> evolution.evolve(scenario.state(), request))
                        .isInstanceOf(ImpossibleHistoryException.class);
            }
        }

        @Test
        void has_no_refusal_without_a_request() {
            SagaState completed = completed(Plans.approvedRollback()).state();
            SagaEvent refusal = new SagaEvent.RollbackRefused(ScenarioCommand.OPERATOR, "reason", Instant.EPOCH);
            assertThatThrownBy(() -> evolution.evolve(completed, refusal))
                    .isInstanceOf(ImpossibleHistoryException.class);
        }

        @Test
        void has_an_event_that_a_coordinator_without_gates_of_rollbacks_cannot_read() {
            assertThat(given().when(submit(Plans.withRollback(ONE_STEP, WITH_TESTS)))
                            .events())
                    .singleElement()
                    .isInstanceOf(SagaEvent.SubmittedWithProcedure.class);
        }

        @Test
        void never_ends_between_the_round_and_the_rollback() {
            SagaState opened = evolution.evolve(
                    completed(WITH_TESTS).state(),
                    new SagaEvent.RoundOpened(2, Action.ROLLBACK, ScenarioCommand.OPERATOR, "reason", Instant.EPOCH));
            assertThat(OperatorActions.allowed(opened)).isEmpty();
            CommandContext context = new CommandContext(
                    Instant.EPOCH, ScenarioCommand.UNKNOWN_DISPATCH, ScenarioCommand.OPERATOR, "reason");
            assertThat(new SagaDecider(Scenario.POLICY).decide(opened, new SagaCommand.Cancel(context)))
                    .isEqualTo(Decision.noChange());
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
