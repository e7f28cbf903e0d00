package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.Scenario.given;
import static dev.lockstep.coordinator.saga.ScenarioCommand.backoffEnded;
import static dev.lockstep.coordinator.saga.ScenarioCommand.cancel;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedTransiently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.lapsed;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.BackoffTime;
import dev.lockstep.contract.plan.OutageLimit;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanBackoff;
import dev.lockstep.contract.plan.PlanRetry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Attempts, back-offs and outage limits that a plan states. */
class LimitsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final PlanRetry TWO_ATTEMPTS = new PlanRetry(2, null, null);

    private static Plan planWith(PlanRetry ofPlan, @Nullable PlanRetry ofStep) {
        return Plans.withLimits(
                Plans.of(Plans.withLimits(Plans.step("a"), ofStep, null), Plans.step("b")), ofPlan, null);
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
}
