package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.Scenario.given;
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
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submitDryRun;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static dev.lockstep.coordinator.saga.ScenarioCommand.tried;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.plan.EndpointName;
import dev.lockstep.contract.plan.GateLimit;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanNotification;
import dev.lockstep.contract.plan.PlanNotification.Occasion;
import dev.lockstep.contract.plan.PlanTime;
import dev.lockstep.contract.plan.PlanWindow;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class EndpointsTest {
    private static final Plan ONE_STEP = Plans.withEndpoints(List.of("smoke"), Plans.step("a"));
    private static final Plan TWO_STEPS = Plans.withEndpoints(List.of(), Plans.step("a"), Plans.step("b"));
    private static final Plan WITH_FINISH = Plans.withEndpoints(List.of("smoke"), Plans.stepWithFinish("a"));
    private static final Plan WITH_PIVOT =
            Plans.withEndpoints(List.of("smoke"), Plans.step("a"), Plans.irreversibleStep("b"));
    private static final Plan ONLY_PIVOT = Plans.withEndpoints(List.of("smoke"), Plans.irreversibleStep("a"));

    private static Scenario entering(Plan plan) {
        return applying(plan).thenStateIs(SagaState.EnteringMaintenance.class);
    }

    private static Scenario inMaintenance(Plan plan) {
        return entering(plan).and(endpointPassed());
    }

    @Nested
    class Maintenance {
        @Test
        void is_entered_before_the_first_step_and_left_before_the_completion() {
            entering(TWO_STEPS)
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
            entering(TWO_STEPS)
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
            Scenario scenario = entering(TWO_STEPS).when(cancel());
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
            entering(PLAN)
                    .when(gatesChecked())
                    .thenNothingHappens()
                    .after(Duration.ofHours(1))
                    .when(gatesChecked())
                    .then("enter_maintenance failed", "leaving application before cancelled");
            entering(PLAN)
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

    @Nested
    class A_smoke_test {
        @Test
        void follows_the_last_step_and_precedes_the_finish() {
            inMaintenance(WITH_FINISH)
                    .when(succeeded("a"))
                    .then("applied a", "called smoke_test smoke")
                    .when(endpointPassed())
                    .then("smoke_test passed", "dispatched finish a");
        }

        @Test
        void precedes_the_irreversible_step() {
            inMaintenance(WITH_PIVOT)
                    .when(succeeded("a"))
                    .then("applied a", "called smoke_test smoke")
                    .when(endpointPassed())
                    .then("smoke_test passed", "dispatched apply b")
                    .when(succeeded("b"))
                    .then("applied b", "leaving application before completed");
        }

        @Test
        void that_fails_rolls_everything_back() {
            Scenario scenario = inMaintenance(WITH_PIVOT).and(succeeded("a")).when(endpointFailed());
            scenario.then("smoke_test failed", "rollback-began by operator", "dispatched compensate a")
                    .thenStateIs(SagaState.Compensating.class);
            assertThat(((SagaState.Compensating) scenario.state()).cause().reason())
                    .isEqualTo("smoke test \"smoke\" failed: answered 503");
        }

        @Test
        void that_fails_before_the_only_step_ends_the_migration() {
            inMaintenance(ONLY_PIVOT)
                    .thenStateIs(SagaState.SmokeTesting.class)
                    .when(endpointFailed())
                    .then("smoke_test failed", "leaving application before cancelled");
        }

        @Test
        void is_followed_by_the_next_one() {
            inMaintenance(Plans.withEndpoints(List.of("one", "two"), Plans.step("a")))
                    .when(succeeded("a"))
                    .then("applied a", "called smoke_test one")
                    .when(endpointPassed())
                    .then("smoke_test passed", "called smoke_test two")
                    .when(endpointPassed())
                    .then("smoke_test passed", "leaving application before completed");
        }

        @Test
        void ignores_late_answers_and_reports() {
            inMaintenance(ONE_STEP)
                    .and(succeeded("a"))
                    .when(endpointPassed().late())
                    .thenNothingHappens()
                    .when(succeeded("a"))
                    .thenNothingHappens()
                    .when(start())
                    .thenNothingHappens()
                    .when(submit(ONE_STEP))
                    .thenNothingHappens()
                    .when(rollback())
                    .thenRefused("not completed")
                    .when(ScenarioCommand.approve())
                    .thenRefused("approval")
                    .when(ScenarioCommand.retry())
                    .thenRefused("no step is stuck");
        }
    }

    @Nested
    class A_notification {
        private Scenario told(Occasion... occasions) {
            return given(submit(Plans.withEndpoints(
                    null,
                    List.of(),
                    List.of(new PlanNotification(new EndpointName("chat"), List.of(occasions))),
                    Plans.step("a"))));
        }

        private List<Occasion> occasions(Scenario scenario) {
            return scenario.effects().stream()
                    .filter(SagaEffect.Notify.class::isInstance)
                    .map(effect -> ((SagaEffect.Notify) effect).notification().occasion())
                    .toList();
        }

        @Test
        void tells_only_what_the_plan_asks_for() {
            Scenario scenario = told(Occasion.STARTED, Occasion.COMPLETED);
            assertThat(occasions(scenario.when(start()))).containsExactly(Occasion.STARTED);
            scenario.and(succeeded("a"), endpointPassed(), succeeded("a"));
            assertThat(occasions(scenario)).isEmpty();
            assertThat(occasions(scenario.when(endpointPassed()))).containsExactly(Occasion.COMPLETED);
        }

        @Test
        void tells_of_a_rollback() {
            Scenario scenario = told(Occasion.ROLLBACK_BEGAN, Occasion.ROLLED_BACK);
            scenario.and(start(), succeeded("a"), endpointPassed());
            assertThat(occasions(scenario.when(failedPermanently("a")))).containsExactly(Occasion.ROLLBACK_BEGAN);
            scenario.and(compensated("a"));
            assertThat(occasions(scenario.when(endpointPassed()))).containsExactly(Occasion.ROLLED_BACK);
        }

        @Test
        void is_not_made_of_single_steps() {
            SagaState.Submitted state =
                    (SagaState.Submitted) told(Occasion.COMPLETED).and(start()).state();
            StepId step = new StepId("a");
            TargetName target = new TargetName("on-a");
            for (MigrationEvent event : List.of(
                    new MigrationEvent.StepApplied(state.plan().name(), step, target, StepResult.NOTHING),
                    new MigrationEvent.StepCompensated(
                            state.plan().name(), step, target, CompensationResult.NOTHING))) {
                assertThat(Notifications.of(
                                state, new SagaEffect.Publish(1, ScenarioCommand.OPERATOR, event), Instant.EPOCH))
                        .isEmpty();
            }
        }

        @Test
        void tells_of_every_outcome() {
            Scenario stuck = told(Occasion.values()).and(start(), succeeded("a"), endpointPassed(), cancel());
            stuck.failingUntilLastAttempt("a").when(failedTransiently("a"));
            assertThat(occasions(stuck)).containsExactly(Occasion.NEEDS_OPERATOR);
            assertThat(occasions(stuck.and(close()).when(endpointPassed())))
                    .containsExactly(Occasion.CLOSED_BY_OPERATOR);
            assertThat(occasions(told(Occasion.values()).when(cancel()))).containsExactly(Occasion.CANCELLED);
        }

        @Test
        void has_the_reason() {
            Scenario scenario = told(Occasion.REJECTED).and(start()).when(failedPermanently("a"));
            assertThat(scenario.effects())
                    .filteredOn(SagaEffect.Notify.class::isInstance)
                    .singleElement()
                    .extracting(effect ->
                            ((SagaEffect.Notify) effect).notification().detail())
                    .isEqualTo("step \"a\": 42P01: no such table");
        }
    }

    @Nested
    class A_delayed_outcome {
        private static final Instant LATER = Instant.parse("2026-01-02T00:00:00Z");

        @Test
        void keeps_everything_but_its_time() {
            Instant at = Instant.EPOCH;
            assertThat(List.of(
                            new SagaEvent.Completed(at),
                            new SagaEvent.RolledBack(at),
                            new SagaEvent.OperatorNeeded(at),
                            new SagaEvent.Closed(List.of(new StepId("a")), ScenarioCommand.OPERATOR, "reason", at),
                            new SagaEvent.DryRunCompleted(at),
                            new SagaEvent.Rejected(at),
                            new SagaEvent.Cancelled(ScenarioCommand.OPERATOR, "reason", at)))
                    .allSatisfy(outcome -> {
                        SagaEvent.Outcome delayed = Endings.at(outcome, LATER);
                        assertThat(delayed.at()).isEqualTo(LATER);
                        assertThat(delayed)
                                .hasSameClassAs(outcome)
                                .usingRecursiveComparison()
                                .ignoringFields("at")
                                .isEqualTo(outcome);
                    });
        }
    }

    @Nested
    class An_impossible_history {
        private final SagaEvolution evolution = new SagaEvolution();

        private SagaEvent called(int number, EndpointPurpose purpose) {
            return new SagaEvent.EndpointCalled(
                    new EndpointCall(
                            number, purpose, new EndpointName("x"), null, new GateLimit(Duration.ofSeconds(1))),
                    Instant.EPOCH);
        }

        private void assertImpossible(SagaState state, SagaEvent event) {
            assertThatThrownBy(() -> evolution.evolve(state, event)).isInstanceOf(ImpossibleHistoryException.class);
        }

        @Test
        void is_refused() {
            SagaState preflight = given(submit(TWO_STEPS), start()).state();
            SagaState applying = inMaintenance(TWO_STEPS).state();
            assertImpossible(preflight, called(2, EndpointPurpose.ENTER_MAINTENANCE));
            assertImpossible(preflight, called(1, EndpointPurpose.LEAVE_MAINTENANCE));
            assertImpossible(applying, called(2, EndpointPurpose.ENTER_MAINTENANCE));
            SagaState entered = ((SagaState.AtEndpoint) entering(TWO_STEPS).state()).before();
            assertImpossible(entered, called(2, EndpointPurpose.ENTER_MAINTENANCE));
            assertImpossible(
                    preflight,
                    new SagaEvent.MaintenanceLeaving(
                            ((SagaEvent.EndpointCalled) called(1, EndpointPurpose.LEAVE_MAINTENANCE)).call(),
                            new SagaEvent.Cancelled(ScenarioCommand.OPERATOR, "reason", Instant.EPOCH),
                            Instant.EPOCH));
            EndpointAnswer answer = new EndpointAnswer(true, "answered 200", 1);
            for (SagaEvent other : List.of(
                    new SagaEvent.EndpointAnswered(
                            2, EndpointPurpose.ENTER_MAINTENANCE, new EndpointName("x"), answer, Instant.EPOCH),
                    new SagaEvent.EndpointAnswered(
                            1, EndpointPurpose.SMOKE_TEST, new EndpointName("x"), answer, Instant.EPOCH))) {
                assertImpossible(entering(TWO_STEPS).state(), other);
            }
        }
    }
}
