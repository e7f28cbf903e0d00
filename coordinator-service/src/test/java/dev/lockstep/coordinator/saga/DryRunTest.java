package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.PreparationReports.tried;
import static dev.lockstep.coordinator.saga.PreparationReports.triedAs;
import static dev.lockstep.coordinator.saga.PreparationReports.triedInVain;
import static dev.lockstep.coordinator.saga.Scenario.given;
import static dev.lockstep.coordinator.saga.ScenarioCommand.backoffEnded;
import static dev.lockstep.coordinator.saga.ScenarioCommand.cancel;
import static dev.lockstep.coordinator.saga.ScenarioCommand.compensated;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedPermanently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedTransiently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.heartbeat;
import static dev.lockstep.coordinator.saga.ScenarioCommand.lapsed;
import static dev.lockstep.coordinator.saga.ScenarioCommand.retry;
import static dev.lockstep.coordinator.saga.ScenarioCommand.rollback;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submitDryRun;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.Command;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DryRunTest {
    private static final Plan TWO_TARGETS = Plans.chain("a", "b");
    private static final Plan ONE_TARGET = Plans.of(Plans.stepOn("a", "same"), Plans.stepOn("b", "same"));

    /** A dry run whose preflights have passed. */
    private static Scenario dryRunning(Plan plan) {
        Scenario scenario = given(submitDryRun(plan), start());
        for (Step step : plan.spec().steps()) {
            scenario.and(succeeded(step.id().value()));
        }
        return scenario;
    }

    @Nested
    class A_dry_run {
        @Test
        void tries_every_target_at_once_after_the_preflights() {
            given(submitDryRun(TWO_TARGETS), start(), succeeded("a"))
                    .when(succeeded("b"))
                    .then("preflight-passed b", "dispatched dry_run a", "dispatched dry_run b")
                    .thenStateIs(SagaState.DryRunning.class);
        }

        @Test
        void sends_the_steps_of_one_target_together_in_their_order() {
            Command command = dryRunning(ONE_TARGET).sent().getFirst();
            assertThat(command).isInstanceOfSatisfying(Command.DryRun.class, dryRun -> {
                assertThat(dryRun.steps()).isEqualTo(ONE_TARGET.spec().steps());
                assertThat(dryRun.header().checksum())
                        .isEqualTo(Checksum.of(ONE_TARGET.spec().steps()));
                assertThat(dryRun.header().identity()).isNotNull();
            });
        }

        @Test
        void completes_when_every_target_has_reported() {
            dryRunning(TWO_TARGETS)
                    .when(tried("b"))
                    .then("dry-run-reported b")
                    .when(tried("a"))
                    .then("dry-run-reported a", "dry run completed")
                    .thenStateIs(SagaState.DryRunCompleted.class);
            dryRunning(ONE_TARGET).when(tried("a")).then("dry-run-reported a", "dry run completed");
        }

        @Test
        void publishes_nothing_and_releases_its_targets() {
            Scenario scenario = given(submitDryRun(TWO_TARGETS)).when(start());
            assertThat(scenario.effects()).doesNotHaveAnyElementsOfTypes(SagaEffect.Publish.class);
            scenario.and(succeeded("a"), succeeded("b"), tried("a"), tried("b"));
            assertThat(scenario.effects())
                    .doesNotHaveAnyElementsOfTypes(SagaEffect.Publish.class)
                    .hasAtLeastOneElementOfType(SagaEffect.ReleaseTargets.class)
                    .contains(new SagaEffect.Settle(
                            new StepId("b"),
                            scenario.journal().stream()
                                    .filter(SagaEvent.DryRunReported.class::isInstance)
                                    .map(event -> ((SagaEvent.DryRunReported) event).dispatch())
                                    .reduce((_, last) -> last)
                                    .orElseThrow()));
            assertThat(given(submitDryRun(TWO_TARGETS)).when(cancel()).effects())
                    .containsExactly(new SagaEffect.ReleaseTargets());
        }

        @Test
        void is_rejected_if_a_step_would_fail_once_all_targets_have_reported() {
            dryRunning(TWO_TARGETS)
                    .when(triedInVain("a"))
                    .then("dry-run-reported a")
                    .when(tried("b"))
                    .then("dry-run-reported b", "rejected")
                    .thenStateIs(SagaState.Rejected.class);
            dryRunning(ONE_TARGET)
                    .when(triedAs(
                            List.of("a", "b"),
                            step -> step.equals("a") ? StepOutcomes.failed(step) : StepOutcomes.notTried(step)))
                    .then("dry-run-reported a", "rejected");
        }

        @Test
        void completes_if_a_step_was_not_tried_although_nothing_failed() {
            dryRunning(ONE_TARGET)
                    .when(triedAs(
                            List.of("a", "b"),
                            step -> step.equals("a") ? StepOutcomes.passed(step) : StepOutcomes.notTried(step)))
                    .then("dry-run-reported a", "dry run completed");
        }

        @Test
        void has_an_event_that_a_coordinator_without_dry_runs_cannot_read() {
            assertThat(given().when(submitDryRun(TWO_TARGETS)).events())
                    .singleElement()
                    .isInstanceOf(SagaEvent.SubmittedAsDryRun.class);
            assertThat(given().when(ScenarioCommand.submit(TWO_TARGETS)).events())
                    .singleElement()
                    .isInstanceOf(SagaEvent.Submitted.class);
        }

        @Test
        void is_rejected_when_its_preflight_fails() {
            given(submitDryRun(Plans.chain("a")), start())
                    .when(failedPermanently("a"))
                    .then("attempt-failed preflight a", "rejected");
        }

        @Test
        void is_retried_after_a_transient_failure_and_a_lapsed_lease() {
            dryRunning(TWO_TARGETS)
                    .when(failedTransiently("a"))
                    .then("attempt-failed dry_run a", "retry-scheduled dry_run a, attempt 2")
                    .after(Duration.ofMinutes(1))
                    .when(backoffEnded("a"))
                    .then("dispatched dry_run a, attempt 2")
                    .when(lapsed("b"))
                    .then("lease-lapsed dry_run b", "dispatched dry_run b");
        }

        @Test
        void is_not_retried_after_another_target_has_failed() {
            dryRunning(TWO_TARGETS)
                    .and(failedTransiently("a"), triedInVain("b"))
                    .thenStateIs(SagaState.Rejected.class);
            dryRunning(TWO_TARGETS)
                    .and(triedInVain("b"))
                    .when(failedTransiently("a"))
                    .then("attempt-failed dry_run a", "rejected");
        }

        @Test
        void fails_when_the_worker_reports_on_other_steps() {
            dryRunning(ONE_TARGET)
                    .when(triedAs(List.of("a"), StepOutcomes::passed))
                    .then("attempt-failed dry_run a", "rejected");
        }

        @Test
        void ignores_reports_of_another_kind() {
            dryRunning(TWO_TARGETS).when(succeeded("a")).thenNothingHappens();
            dryRunning(TWO_TARGETS).when(compensated("a")).thenNothingHappens();
            dryRunning(TWO_TARGETS).when(heartbeat("a")).thenNothingHappens();
            dryRunning(TWO_TARGETS).when(tried("a").late()).thenNothingHappens();
            given(submitDryRun(TWO_TARGETS), start()).when(tried("a")).thenNothingHappens();
        }

        @Test
        void is_cancelled_without_a_change() {
            dryRunning(TWO_TARGETS).when(cancel()).then("cancelled").thenStateIs(SagaState.Cancelled.class);
        }

        @Test
        void refuses_other_actions() {
            dryRunning(TWO_TARGETS).when(rollback()).thenRefused("nothing to roll back");
            dryRunning(TWO_TARGETS).when(retry()).thenRefused("no step is stuck");
            dryRunning(TWO_TARGETS).and(tried("a"), tried("b")).when(rollback()).thenRefused("was a dry run");
        }
    }

    @Nested
    class A_step {
        @Test
        void counts_as_not_applied() {
            Scenario scenario = dryRunning(TWO_TARGETS).and(tried("a"));
            assertThat(scenario.started().data().leftApplied()).isEmpty();
            assertThat(scenario.started().steps().get(new StepId("a")))
                    .isEqualTo(new StepState.DryRunEnded(
                            StepState.DryRunEnding.PASSED, new StepState.Estimate(3, 100, 20), null));
        }
    }
}
