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
import static dev.lockstep.coordinator.saga.ScenarioCommand.lapsed;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submitDryRun;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.BackoffTime;
import dev.lockstep.contract.plan.OutageLimit;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanBackoff;
import dev.lockstep.contract.plan.PlanRetry;
import dev.lockstep.contract.plan.StepId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Attempts, back-offs, outage limits and deadlines that a plan states. */
class LimitsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final PlanRetry TWO_ATTEMPTS = new PlanRetry(2, null, null);

    private static Plan planWith(PlanRetry ofPlan, @Nullable PlanRetry ofStep) {
        return Plans.withLimits(
                Plans.of(Plans.withLimits(Plans.step("a"), ofStep, null), Plans.step("b")), ofPlan, null);
    }

    private static Plan planWithDeadline(Duration deadline) {
        return Plans.withLimits(Plans.chain("a", "b"), null, deadline);
    }

    private static Plan planWithStepDeadline(Duration deadline) {
        return Plans.of(Plans.withLimits(Plans.step("a"), null, deadline), Plans.step("b"));
    }

    private static Duration backoff(Plan plan) {
        Scenario scenario = applying(plan).when(failedTransiently("a"));
        SagaEvent.RetryScheduled retry =
                (SagaEvent.RetryScheduled) scenario.events().getLast();
        return Duration.between(scenario.now(), retry.due());
    }

    @Nested
    class Attempts_of_a_plan {
        @Test
        void limit_each_of_its_steps() {
            applying(planWith(TWO_ATTEMPTS, null), failedTransiently("a"))
                    .after(MINUTE)
                    .and(backoffEnded("a"))
                    .when(failedTransiently("a"))
                    .then("attempt-failed apply a, attempt 2", "rollback-began by a", "dispatched compensate a");
        }

        @Test
        void yield_to_those_of_a_step() {
            applying(planWith(TWO_ATTEMPTS, new PlanRetry(1, null, null)))
                    .when(failedTransiently("a"))
                    .then("attempt-failed apply a", "rollback-began by a", "dispatched compensate a");
            applying(planWith(new PlanRetry(1, null, null), TWO_ATTEMPTS))
                    .when(failedTransiently("a"))
                    .then("attempt-failed apply a", "retry-scheduled apply a, attempt 2");
        }

        @Test
        void do_not_limit_a_compensation_but_can_give_it_more() {
            applying(planWith(TWO_ATTEMPTS, null), cancel())
                    .failingUntilLastAttempt("a")
                    .when(failedTransiently("a"))
                    .then("attempt-failed compensate a, attempt 10", "stuck a", "operator needed");
            applying(planWith(new PlanRetry(11, null, null), null), cancel())
                    .failingUntilLastAttempt("a")
                    .when(failedTransiently("a"))
                    .then("attempt-failed compensate a, attempt 10", "retry-scheduled compensate a, attempt 11");
        }

        @Test
        void limit_the_checks_before_the_first_step() {
            given(submit(planWith(new PlanRetry(1, null, null), null)), start(), succeeded("b"))
                    .when(failedTransiently("a"))
                    .then("attempt-failed preflight a", "rejected");
        }
    }

    @Nested
    class A_back_off_of_a_plan {
        private static PlanRetry retry(@Nullable Duration first, @Nullable Duration max) {
            return new PlanRetry(
                    null,
                    new PlanBackoff(
                            first == null ? null : new BackoffTime(first), max == null ? null : new BackoffTime(max)),
                    null);
        }

        @Test
        void replaces_that_of_the_coordinator() {
            assertThat(backoff(planWith(retry(MINUTE, null), null)))
                    .isBetween(Duration.ofSeconds(48), Duration.ofSeconds(72));
            assertThat(backoff(planWith(retry(null, Duration.ofMillis(100)), null)))
                    .isBetween(Duration.ofMillis(80), Duration.ofMillis(120));
            assertThat(backoff(planWith(retry(null, MINUTE), null)))
                    .isBetween(Duration.ofMillis(800), Duration.ofMillis(1_200));
            assertThat(backoff(planWith(retry(Duration.ofSeconds(2), Duration.ofSeconds(3)), null)))
                    .isBetween(Duration.ofMillis(1_600), Duration.ofMillis(2_400));
        }

        @Test
        void yields_to_that_of_a_step() {
            assertThat(backoff(planWith(retry(MINUTE, null), retry(Duration.ofSeconds(5), null))))
                    .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
        }
    }

    @Nested
    class An_outage_limit_of_a_plan {
        private final PlanRetry oneMinute = new PlanRetry(null, null, new OutageLimit(MINUTE));

        @Test
        void ends_the_wait_for_a_worker() {
            applying(planWith(oneMinute, null), lapsed("a"), lapsed("a"))
                    .after(MINUTE)
                    .when(lapsed("a"))
                    .then("lease-lapsed apply a", "rollback-began by a", "dispatched compensate a");
        }

        @Test
        void does_not_shorten_that_of_a_compensation() {
            applying(planWith(oneMinute, null), cancel(), lapsed("a"), lapsed("a"))
                    .after(MINUTE)
                    .when(lapsed("a"))
                    .then("lease-lapsed compensate a", "worker missing for a", "dispatched compensate a");
        }
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
