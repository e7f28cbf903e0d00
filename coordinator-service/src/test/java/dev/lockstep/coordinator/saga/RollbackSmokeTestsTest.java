package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.RollbackScenarios.ONE_STEP;
import static dev.lockstep.coordinator.saga.RollbackScenarios.WITH_TESTS;
import static dev.lockstep.coordinator.saga.RollbackScenarios.completed;
import static dev.lockstep.coordinator.saga.RollbackScenarios.notifications;
import static dev.lockstep.coordinator.saga.RollbackScenarios.published;
import static dev.lockstep.coordinator.saga.RollbackScenarios.withNotifications;
import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.ScenarioCommand.cancel;
import static dev.lockstep.coordinator.saga.ScenarioCommand.compensated;
import static dev.lockstep.coordinator.saga.ScenarioCommand.endpointFailed;
import static dev.lockstep.coordinator.saga.ScenarioCommand.endpointPassed;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedPermanently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedTransiently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.gatesChecked;
import static dev.lockstep.coordinator.saga.ScenarioCommand.rollback;
import static dev.lockstep.coordinator.saga.ScenarioCommand.skip;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanRollback;
import dev.lockstep.contract.plan.PlanTime;
import dev.lockstep.contract.plan.PlanWindow;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The smoke tests after the rollback of a completed migration. */
class RollbackSmokeTestsTest {
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
}
