package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.PreparationReports.rehearsed;
import static dev.lockstep.coordinator.saga.PreparationReports.tried;
import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.Scenario.given;
import static dev.lockstep.coordinator.saga.ScenarioCommand.backoffEnded;
import static dev.lockstep.coordinator.saga.ScenarioCommand.cancel;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedPermanently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedTransiently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.lapsed;
import static dev.lockstep.coordinator.saga.ScenarioCommand.rollback;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submitDryRun;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submitRehearsal;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanMetadata;
import dev.lockstep.contract.plan.PlanRehearsal;
import dev.lockstep.contract.plan.PlanSpec;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.StepFailure;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Rehearsals as a gate of a migration, and on their own. */
class RehearsalTest {
    private static final Plan STEPS =
            Plans.of(Plans.stepOn("a", "db"), Plans.stepOn("b", "cache"), Plans.stepOn("c", "db"));
    private static final Plan WITH_REHEARSAL = Plans.rehearsed(STEPS);

    private static Scenario rehearsing() {
        return given(submitRehearsal(STEPS), start(), succeeded("a"), succeeded("b"), succeeded("c"));
    }

    @Nested
    class A_rehearsal_in_a_plan {
        @Test
        void of_every_target_precedes_the_first_apply() {
            Scenario scenario = given(submit(WITH_REHEARSAL), start(), succeeded("a"), succeeded("b"))
                    .when(succeeded("c"));
            scenario.then("preflight-passed c", "dispatched rehearse a", "dispatched rehearse b")
                    .thenStateIs(SagaState.Rehearsing.class);
            assertThat(scenario.sent()).first().isInstanceOfSatisfying(Command.Rehearse.class, rehearse -> {
                assertThat(rehearse.following())
                        .extracting(step -> step.id().value())
                        .containsExactly("c");
                assertThat(rehearse.sample()).isEqualTo(10_000);
            });
            scenario.when(rehearsed("b"))
                    .then("rehearsed b")
                    .when(rehearsed("a"))
                    .then("rehearsed a", "dispatched apply a");
        }

        @Test
        void copies_all_units_if_the_plan_says_so() {
            Plan plan = Plan.of(
                    PlanMetadata.named("plan"),
                    new PlanSpec(
                            null,
                            null,
                            new PlanRehearsal(true, null, true),
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            STEPS.spec().steps()));
            Scenario scenario =
                    given(submit(plan), start(), succeeded("a"), succeeded("b")).when(succeeded("c"));
            assertThat(scenario.sent()).first().isInstanceOfSatisfying(Command.Rehearse.class, rehearse -> assertThat(
                            rehearse.sample())
                    .isNull());
        }

        @Test
        void precedes_the_dry_run_and_the_rest() {
            applying(Plans.rehearsed(Plans.prepared(true, true, true, Plans.step("a"))))
                    .thenStateIs(SagaState.Rehearsing.class)
                    .when(rehearsed("a"))
                    .then("rehearsed a", "dispatched dry_run a")
                    .when(tried("a"))
                    .then("dry-run-reported a", "called enter_maintenance application");
            applying(Plans.rehearsed(Plans.prepared(false, true, Plans.step("a"))))
                    .when(rehearsed("a"))
                    .then("rehearsed a", "dispatched backup a");
        }

        @Test
        void that_fails_ends_the_migration_with_nothing_changed() {
            applying(WITH_REHEARSAL)
                    .when(failedPermanently("a"))
                    .then("attempt-failed rehearse a")
                    .when(rehearsed("b"))
                    .then("rehearsed b", "rejected")
                    .thenStateIs(SagaState.Rejected.class);
        }

        @Test
        void that_fails_transiently_is_repeated() {
            applying(WITH_REHEARSAL)
                    .when(failedTransiently("a"))
                    .then("attempt-failed rehearse a", "retry-scheduled rehearse a, attempt 2")
                    .after(Duration.ofMinutes(1))
                    .when(backoffEnded("a"))
                    .then("dispatched rehearse a, attempt 2");
            applying(WITH_REHEARSAL).when(lapsed("b")).then("lease-lapsed rehearse b", "dispatched rehearse b");
        }

        @Test
        void can_be_cancelled() {
            applying(WITH_REHEARSAL).when(cancel()).then("cancelled").thenStateIs(SagaState.Cancelled.class);
        }

        @Test
        void is_not_made_in_a_dry_run() {
            given(submitDryRun(WITH_REHEARSAL), start(), succeeded("a"), succeeded("b"))
                    .when(succeeded("c"))
                    .then("preflight-passed c", "dispatched dry_run a", "dispatched dry_run b");
        }

        @Test
        void ignores_reports_of_other_dispatches() {
            applying(WITH_REHEARSAL).when(succeeded("a")).thenNothingHappens();
            applying(WITH_REHEARSAL).when(rehearsed("a").late()).thenNothingHappens();
            applying(Plans.chain("a")).when(rehearsed("a")).thenNothingHappens();
            applying(Plans.chain("a")).and(cancel()).when(rehearsed("a")).thenNothingHappens();
            given(submit(WITH_REHEARSAL), start()).when(rehearsed("a")).thenNothingHappens();
        }
    }

    @Nested
    class A_rehearsal_alone {
        @Test
        void is_completed_when_every_target_was_rehearsed() {
            Scenario scenario = rehearsing().and(rehearsed("b")).when(rehearsed("a"));
            scenario.then("rehearsed a", "rehearsal completed").thenStateIs(SagaState.RehearsalCompleted.class);
            assertThat(scenario.effects()).noneMatch(SagaEffect.Publish.class::isInstance);
            scenario.when(rollback()).thenRefused("was a rehearsal");
        }

        @Test
        void passes_no_gate_and_has_its_own_event() {
            Plan gated = Plans.withGates(null, null, STEPS.spec().steps());
            assertThat(given().when(submitRehearsal(gated)).events())
                    .singleElement()
                    .isInstanceOf(SagaEvent.SubmittedAsRehearsal.class);
        }

        @Test
        void that_fails_is_rejected() {
            rehearsing().and(rehearsed("b")).when(failedPermanently("a")).then("attempt-failed rehearse a", "rejected");
        }
    }

    @Nested
    class An_impossible_history {
        private void assertImpossible(Scenario scenario, SagaEvent event) {
            assertThatThrownBy(() -> new SagaEvolution().evolve(scenario.state(), event))
                    .isInstanceOf(ImpossibleHistoryException.class);
        }

        private SagaEvent dispatched(Direction direction) {
            return new SagaEvent.Dispatched(
                    new StepId("a"), direction, new DispatchNumber(1_000_000), 1, Instant.EPOCH);
        }

        @Test
        void applies_or_tries_in_a_rehearsal() {
            Scenario ended = given(submitRehearsal(Plans.of(Plans.step("a"), Plans.step("b"))))
                    .and(start(), succeeded("a"), succeeded("b"), rehearsed("a"));
            assertImpossible(ended, dispatched(Direction.APPLY));
            assertImpossible(ended, dispatched(Direction.DRY_RUN));
        }

        @Test
        void rehearses_in_a_dry_run_or_while_steps_are_applied() {
            assertImpossible(
                    given(submitDryRun(Plans.chain("a")), start(), succeeded("a")), dispatched(Direction.REHEARSE));
            assertImpossible(applying(Plans.chain("a")), dispatched(Direction.REHEARSE));
        }

        @Test
        void has_a_stuck_rehearsal() {
            StepFailure failure = StepFailure.Permanent.withoutEffect("x", "y");
            assertImpossible(
                    applying(WITH_REHEARSAL).and(failedPermanently("a")),
                    new SagaEvent.Stuck(new StepId("a"), failure, failure));
        }

        @Test
        void is_completed_before_every_step_was_rehearsed() {
            assertImpossible(rehearsing().and(rehearsed("b")), new SagaEvent.RehearsalCompleted(Instant.EPOCH));
        }
    }
}
