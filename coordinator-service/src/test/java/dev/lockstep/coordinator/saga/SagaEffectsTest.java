package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.Scenario.given;
import static dev.lockstep.coordinator.saga.ScenarioCommand.cancel;
import static dev.lockstep.coordinator.saga.ScenarioCommand.close;
import static dev.lockstep.coordinator.saga.ScenarioCommand.compensatedWithConflicts;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedPermanently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedPermanentlyWith;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedTransiently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.lapsed;
import static dev.lockstep.coordinator.saga.ScenarioCommand.retry;
import static dev.lockstep.coordinator.saga.ScenarioCommand.rollback;
import static dev.lockstep.coordinator.saga.ScenarioCommand.skip;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.Command.KnownEffect;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.contract.protocol.StepFailure.Effect;
import dev.lockstep.contract.protocol.StepResult;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class SagaEffectsTest {
    private static final Plan TWO_STEPS = Plans.chain("a", "b");
    private static final PlanName PLAN = new PlanName("plan");
    private static final StepId A = new StepId("a");
    private static final StepId B = new StepId("b");
    private static final TargetName ON_A = new TargetName("on-a");

    private static <E> Stream<E> effectsOf(Scenario scenario, Class<E> kind) {
        return scenario.effects().stream().filter(kind::isInstance).map(kind::cast);
    }

    private static Command command(Scenario scenario) {
        return effectsOf(scenario, SagaEffect.Send.class)
                .findFirst()
                .orElseThrow()
                .command();
    }

    private static MigrationEvent published(Scenario scenario) {
        return effectsOf(scenario, SagaEffect.Publish.class)
                .map(SagaEffect.Publish::event)
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    private static List<StepId> settled(Scenario scenario) {
        return effectsOf(scenario, SagaEffect.Settle.class)
                .map(SagaEffect.Settle::step)
                .toList();
    }

    @Nested
    class A_dispatch {
        @Test
        void has_a_complete_header() {
            Command preflight = command(given(submit(TWO_STEPS), start()));
            assertThat(preflight).isInstanceOf(Command.Preflight.class);
            assertThat(preflight.header().identity()).isNull();
            assertThat(preflight.header().checksum()).isEqualTo(Checksum.of(preflight.step()));
            assertThat(preflight.header().plan()).isEqualTo(Checksum.of(TWO_STEPS));
            assertThat(preflight.header().lease()).isEqualTo(Scenario.POLICY.lease());
            assertThat(preflight.header().target()).isEqualTo(ON_A);
            assertThat(preflight.header().startedAt()).isEqualTo(ScenarioCommand.START.plusSeconds(2));
        }

        @Test
        void has_the_identity_that_preflight_bound() {
            Command apply = command(applying(TWO_STEPS));
            assertThat(apply).isInstanceOf(Command.Apply.class);
            assertThat(apply.header().identity()).isEqualTo(ScenarioCommand.identityOf(ON_A));
        }

        @Test
        void has_the_same_message_id_when_its_effects_are_derived_again() {
            Scenario scenario = applying(TWO_STEPS);
            SagaEvent last = scenario.journal().getLast();
            SagaState oldState = new SagaEvolution()
                    .fold(scenario.journal().subList(0, scenario.journal().size() - 1));
            assertThat(new SagaEffects(Scenario.POLICY).effectsOf(new Transition(oldState, last, scenario.state())))
                    .containsExactly(scenario.effects().getLast());
        }

        @Test
        void to_compensate_has_the_known_effect_of_the_step() {
            assertThat(command(applying(TWO_STEPS).and(cancel())))
                    .isInstanceOfSatisfying(Command.Compensate.class, command -> assertThat(command.knownEffect())
                            .isEqualTo(KnownEffect.UNKNOWN));
            assertThat(command(applying(TWO_STEPS).and(failedPermanentlyWith("a", Effect.PARTIAL))))
                    .isInstanceOfSatisfying(Command.Compensate.class, command -> assertThat(command.knownEffect())
                            .isEqualTo(KnownEffect.APPLIED));
            assertThat(command(applying(TWO_STEPS).and(succeeded("a"), succeeded("b"), rollback(), lapsed("b"))))
                    .isInstanceOfSatisfying(Command.Compensate.class, command -> assertThat(command.knownEffect())
                            .isEqualTo(KnownEffect.APPLIED));
        }

        @Test
        void to_finish_is_a_finish_command() {
            Scenario scenario = applying(Plans.of(Plans.stepWithFinish("a")), succeeded("a"));
            assertThat(command(scenario)).isInstanceOf(Command.Finish.class);
            scenario.and(succeeded("a"));
            assertThat(settled(scenario)).containsExactly(A);
        }
    }

    @Nested
    class A_public_event {
        @Test
        void is_published_for_the_start_and_for_each_applied_step() {
            assertThat(published(given(submit(TWO_STEPS), start())))
                    .isEqualTo(new MigrationEvent.Started(PLAN, Map.of(), List.of(ON_A, new TargetName("on-b")), null));
            assertThat(published(applying(TWO_STEPS).and(succeeded("a"))))
                    .isEqualTo(new MigrationEvent.StepApplied(PLAN, A, ON_A, StepResult.changed(3)));
        }

        @Test
        void is_published_for_the_completion_before_the_targets_are_released() {
            Scenario scenario = applying(TWO_STEPS, succeeded("a"), succeeded("b"));
            assertThat(published(scenario)).isEqualTo(new MigrationEvent.Completed(PLAN, null, null));
            assertThat(scenario.effects()).endsWith(new SagaEffect.ReleaseTargets());
        }

        @Test
        void is_published_for_the_start_and_the_end_of_a_rollback() {
            Scenario scenario = applying(TWO_STEPS, failedPermanently("a"));
            assertThat(published(scenario))
                    .isEqualTo(
                            new MigrationEvent.RollbackBegan(PLAN, A, "step \"a\" failed with 42P01: no such table"));
            scenario.and(compensatedWithConflicts("a", 2));
            assertThat(published(scenario))
                    .isEqualTo(new MigrationEvent.RolledBack(
                            PLAN, "step \"a\" failed with 42P01: no such table", 2, null));
            assertThat(effectsOf(scenario, SagaEffect.Publish.class).map(SagaEffect.Publish::event))
                    .hasAtLeastOneElementOfType(MigrationEvent.StepCompensated.class);
            assertThat(scenario.effects()).endsWith(new SagaEffect.ReleaseTargets());
        }

        @Test
        void names_stuck_and_blocked_steps_while_the_targets_remain_claimed() {
            Scenario scenario = applying(TWO_STEPS, succeeded("a"))
                    .and(cancel())
                    .failingUntilLastAttempt("b")
                    .and(failedTransiently("b"));
            assertThat(published(scenario))
                    .isEqualTo(new MigrationEvent.NeedsOperator(
                            PLAN, Map.of("b", new StepFailure.Transient("55P03", "lock not available")), List.of(A)));
            assertThat(scenario.effects()).doesNotContain(new SagaEffect.ReleaseTargets());
        }

        @Test
        void names_the_steps_that_an_operator_left_applied() {
            Scenario scenario = applying(TWO_STEPS)
                    .and(cancel())
                    .failingUntilLastAttempt("a")
                    .and(failedTransiently("a"), close());
            assertThat(scenario.effects())
                    .containsExactly(
                            new SagaEffect.Publish(
                                    2,
                                    ScenarioCommand.OPERATOR,
                                    new MigrationEvent.ClosedByOperator(PLAN, List.of(A), "reason")),
                            new SagaEffect.ReleaseTargets());
        }

        @Test
        void names_every_failure_of_a_rejection() {
            Scenario scenario = given(submit(Plans.chain("a", "b", "c")), start())
                    .and(failedPermanently("a"), succeeded("c"), failedTransiently("b"));
            assertThat(published(scenario))
                    .isEqualTo(new MigrationEvent.Rejected(
                            PLAN,
                            Map.of(
                                    "a",
                                    StepFailure.Permanent.withoutEffect("42P01", "no such table"),
                                    "b",
                                    new StepFailure.Transient("55P03", "lock not available"))));
        }

        @Test
        void is_published_for_a_cancellation_after_outstanding_preflights_are_settled() {
            Scenario queued = given(submit(TWO_STEPS), cancel());
            assertThat(queued.effects())
                    .containsExactly(
                            new SagaEffect.Publish(
                                    1, ScenarioCommand.OPERATOR, new MigrationEvent.Cancelled(PLAN, "reason", null)),
                            new SagaEffect.ReleaseTargets());
            assertThat(settled(given(submit(TWO_STEPS), start(), succeeded("b"), cancel())))
                    .containsExactly(A);
        }
    }

    @Nested
    class A_lease {
        @Test
        void is_settled_by_every_report_and_every_lapse() {
            assertThat(settled(given(submit(TWO_STEPS), start(), succeeded("a"))))
                    .containsExactly(A);
            assertThat(settled(applying(TWO_STEPS).and(succeeded("a")))).containsExactly(A);
            assertThat(settled(applying(TWO_STEPS).and(lapsed("a")))).containsExactly(A);
            assertThat(settled(applying(TWO_STEPS).and(failedTransiently("a")))).containsExactly(A);
        }

        @Test
        void is_settled_when_a_rollback_starts() {
            assertThat(settled(applying(TWO_STEPS, succeeded("a")).and(cancel())))
                    .containsExactly(B);
        }
    }

    @Nested
    class A_retry {
        @Test
        void is_scheduled_about_one_second_later_with_jitter() {
            Scenario scenario = applying(TWO_STEPS).and(failedTransiently("a"));
            assertThat(effectsOf(scenario, SagaEffect.ScheduleRetry.class))
                    .singleElement()
                    .satisfies(retry -> assertThat(retry.due())
                            .isBetween(ScenarioCommand.START.plusSeconds(5), ScenarioCommand.START.plusSeconds(7)));
        }
    }

    @Nested
    class The_targets {
        @Test
        void are_claimed_again_only_when_a_completed_migration_is_rolled_back() {
            Scenario completed = applying(TWO_STEPS, succeeded("a"), succeeded("b"));
            assertThat(completed.and(rollback()).effects()).startsWith(new SagaEffect.ClaimTargets());
            Scenario stuck = applying(TWO_STEPS)
                    .and(cancel())
                    .failingUntilLastAttempt("a")
                    .and(failedTransiently("a"));
            assertThat(stuck.and(retry()).effects()).doesNotContain(new SagaEffect.ClaimTargets());
        }

        @Test
        void are_released_when_the_last_compensation_was_skipped() {
            Scenario stuck = applying(TWO_STEPS)
                    .and(cancel())
                    .failingUntilLastAttempt("a")
                    .and(failedTransiently("a"), skip("a"));
            assertThat(published(stuck)).isEqualTo(new MigrationEvent.ClosedByOperator(PLAN, List.of(A), "reason"));
        }
    }
}
