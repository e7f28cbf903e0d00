package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.ControlCommands.pause;
import static dev.lockstep.coordinator.saga.ControlCommands.pauseAndCancelScripts;
import static dev.lockstep.coordinator.saga.ControlCommands.resume;
import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.Scenario.given;
import static dev.lockstep.coordinator.saga.ScenarioCommand.backoffEnded;
import static dev.lockstep.coordinator.saga.ScenarioCommand.cancel;
import static dev.lockstep.coordinator.saga.ScenarioCommand.compensated;
import static dev.lockstep.coordinator.saga.ScenarioCommand.deadlinesChecked;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedTransiently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submitDryRun;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.StepId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Deadlines that a plan states. */
class PlanDeadlinesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private static Plan planWithDeadline(Duration deadline) {
        return Plans.withLimits(Plans.chain("a", "b"), null, deadline);
    }

    private static Plan planWithStepDeadline(Duration deadline) {
        return Plans.of(Plans.withLimits(Plans.step("a"), null, deadline), Plans.step("b"));
    }

    @Nested
    class The_deadline_of_a_step {
        private final Scenario scenario = applying(planWithStepDeadline(MINUTE));
        private final Instant dispatched = scenario.now();

        @Test
        void is_scheduled_from_the_first_dispatch() {
            assertThat(scenario.effects()).contains(new SagaEffect.ScheduleDeadline(dispatched.plus(MINUTE)));
            assertThat(scenario.and(failedTransiently("a"), backoffEnded("a")).effects())
                    .noneMatch(SagaEffect.ScheduleDeadline.class::isInstance);
        }

        @Test
        void rolls_everything_back_and_supersedes_the_running_dispatch() {
            scenario.after(MINUTE)
                    .when(deadlinesChecked())
                    .then("deadline passed of a", "rollback-began by a", "dispatched compensate a");
            assertThat(scenario.effects()).contains(new SagaEffect.ScheduleDeadline(null));
            assertThat(((SagaState.Compensating) scenario.state()).cause().reason())
                    .isEqualTo("step \"a\" failed with deadline-passed: it was not applied within its deadline of 1m");
            scenario.when(succeeded("a").late()).thenNothingHappens();
        }

        @Test
        void passes_during_a_back_off_too() {
            scenario.and(failedTransiently("a"))
                    .after(MINUTE)
                    .when(deadlinesChecked())
                    .then("deadline passed of a", "rollback-began by a", "dispatched compensate a")
                    .when(backoffEnded("a"))
                    .thenNothingHappens();
        }

        @Test
        void passes_not_before_its_time_and_not_after_the_step_is_applied() {
            scenario.after(MINUTE.minusSeconds(2)).when(deadlinesChecked()).thenNothingHappens();
            assertThat(scenario.when(succeeded("a")).effects()).contains(new SagaEffect.ScheduleDeadline(null));
            scenario.when(deadlinesChecked()).thenNothingHappens();
        }

        @Test
        void does_not_stop_a_compensation() {
            scenario.and(cancel()).after(MINUTE).when(deadlinesChecked()).thenNothingHappens();
        }

        @Test
        void that_passes_first_is_named() {
            Plan plan = Plans.of(
                    Plans.withLimits(Plans.stepAfter("a"), null, MINUTE.multipliedBy(2)),
                    Plans.withLimits(Plans.stepAfter("b"), null, MINUTE));
            applying(plan)
                    .after(MINUTE.multipliedBy(3))
                    .when(deadlinesChecked())
                    .then(
                            "deadline passed of b",
                            "rollback-began by b",
                            "dispatched compensate b",
                            "dispatched compensate a");
            applying(plan, succeeded("b"))
                    .after(MINUTE)
                    .when(deadlinesChecked())
                    .thenNothingHappens();
        }
    }

    @Nested
    class A_pause {
        private final Scenario scenario =
                applying(Plans.withLimits(planWithStepDeadline(MINUTE), null, MINUTE.multipliedBy(2)));

        @Test
        void stops_the_time_of_a_deadline() {
            Instant due = scenario.now().plus(MINUTE);
            assertThat(scenario.when(pause()).effects()).contains(new SagaEffect.ScheduleDeadline(null));
            Instant paused = scenario.now();
            scenario.after(Duration.ofHours(1)).when(deadlinesChecked()).thenNothingHappens();
            scenario.when(resume());
            Instant later = due.plus(Duration.between(paused, scenario.now()));
            assertThat(scenario.effects()).contains(new SagaEffect.ScheduleDeadline(later));
            scenario.when(deadlinesChecked()).thenNothingHappens();
            scenario.after(MINUTE)
                    .when(deadlinesChecked())
                    .then("deadline passed of a", "rollback-began by a", "dispatched compensate a");
        }

        @Test
        void that_is_repeated_to_stop_scripts_goes_on() {
            scenario.and(pause()).after(Duration.ofHours(1)).and(pauseAndCancelScripts());
            scenario.after(Duration.ofHours(1)).when(deadlinesChecked()).thenNothingHappens();
            scenario.and(resume()).when(deadlinesChecked()).thenNothingHappens();
            scenario.after(MINUTE)
                    .when(deadlinesChecked())
                    .then("deadline passed of a", "rollback-began by a", "dispatched compensate a");
        }

        @Test
        void comes_too_late_for_a_deadline_that_has_passed() {
            scenario.after(MINUTE)
                    .and(pause())
                    .when(deadlinesChecked())
                    .then("deadline passed of a", "rollback-began by a", "dispatched compensate a");
        }
    }

    @Nested
    class The_deadline_of_a_migration {
        @Test
        void counts_from_its_start() {
            Scenario scenario = given(submit(planWithDeadline(MINUTE)))
                    .after(Duration.ofHours(1))
                    .and(start());
            assertThat(scenario.effects())
                    .contains(new SagaEffect.ScheduleDeadline(scenario.now().plus(MINUTE)));
        }

        @Test
        void rolls_applied_steps_back() {
            applying(planWithDeadline(MINUTE), succeeded("a"))
                    .after(MINUTE)
                    .when(deadlinesChecked())
                    .then("deadline passed", "rollback-began by operator", "dispatched compensate b")
                    .and(compensated("b"))
                    .when(compensated("a"))
                    .then("compensated a", "rolled back");
        }

        @Test
        void cancels_a_migration_that_has_changed_nothing() {
            given(submit(planWithDeadline(MINUTE)), start())
                    .after(MINUTE)
                    .when(deadlinesChecked())
                    .then("deadline passed", "cancelled");
        }

        @Test
        void ends_the_wait_for_an_endpoint() {
            Plan plan = Plans.withLimits(Plans.withEndpoints(List.of("smoke"), Plans.step("a")), null, MINUTE);
            Scenario scenario = applying(plan).after(MINUTE).when(deadlinesChecked());
            scenario.then("deadline passed", "enter_maintenance failed", "leaving application before cancelled");
            assertThat(scenario.when(deadlinesChecked()).events()).isEmpty();
            applying(plan, ScenarioCommand.endpointPassed(), succeeded("a"))
                    .when(deadlinesChecked())
                    .thenNothingHappens()
                    .after(MINUTE)
                    .when(deadlinesChecked())
                    .then(
                            "deadline passed",
                            "smoke_test failed",
                            "rollback-began by operator",
                            "dispatched compensate a");
        }

        @Test
        void yields_to_the_irreversible_step() {
            Plan plan = Plans.withLimits(Plans.of(Plans.step("a"), Plans.irreversibleStep("b")), null, MINUTE);
            Scenario scenario = applying(plan).when(succeeded("a"));
            assertThat(scenario.effects()).contains(new SagaEffect.ScheduleDeadline(null));
            scenario.after(MINUTE).when(deadlinesChecked()).thenNothingHappens();
        }

        @Test
        void does_not_apply_to_a_dry_run_or_after_the_end() {
            given(submitDryRun(planWithDeadline(MINUTE)), start())
                    .after(MINUTE)
                    .when(deadlinesChecked())
                    .thenNothingHappens();
            Scenario completed =
                    applying(planWithDeadline(MINUTE), succeeded("a")).when(succeeded("b"));
            assertThat(completed.effects()).contains(new SagaEffect.ScheduleDeadline(null));
            completed.after(MINUTE).when(deadlinesChecked()).thenNothingHappens();
        }
    }

    @Nested
    class A_plan_with_limits {
        @Test
        void is_submitted_with_an_event_of_its_own_and_runs_steps_in_parallel() {
            Plan plan = Plans.withLimits(Plans.of(Plans.stepAfter("a"), Plans.stepAfter("b")), null, MINUTE);
            Scenario scenario = given(submit(plan));
            assertThat(scenario.journal()).hasOnlyElementsOfType(SagaEvent.SubmittedWithLimits.class);
            scenario.and(start(), succeeded("a"))
                    .when(succeeded("b"))
                    .then("preflight-passed b", "dispatched apply a", "dispatched apply b");
            given(submit(planWithDeadline(MINUTE)), start(), succeeded("a"))
                    .when(succeeded("b"))
                    .then("preflight-passed b", "dispatched apply a");
        }

        @Test
        void sends_workers_its_steps_without_the_limits() {
            Plan plan = planWithStepDeadline(MINUTE);
            Scenario scenario = applying(plan);
            assertThat(scenario.sent().getFirst().step())
                    .isEqualTo(plan.spec().step(new StepId("a")).orElseThrow().withoutLimits());
        }
    }
}
