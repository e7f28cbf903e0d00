package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.Scenario.given;
import static dev.lockstep.coordinator.saga.Telling.cancel;
import static dev.lockstep.coordinator.saga.Telling.close;
import static dev.lockstep.coordinator.saga.Telling.compensatedWithConflicts;
import static dev.lockstep.coordinator.saga.Telling.failedAfter;
import static dev.lockstep.coordinator.saga.Telling.failedPermanently;
import static dev.lockstep.coordinator.saga.Telling.failedTransiently;
import static dev.lockstep.coordinator.saga.Telling.lapsed;
import static dev.lockstep.coordinator.saga.Telling.retry;
import static dev.lockstep.coordinator.saga.Telling.rollback;
import static dev.lockstep.coordinator.saga.Telling.skip;
import static dev.lockstep.coordinator.saga.Telling.start;
import static dev.lockstep.coordinator.saga.Telling.submit;
import static dev.lockstep.coordinator.saga.Telling.succeeded;
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
    private static final Plan TWO = Plans.chain("a", "b");
    private static final PlanName PLAN = new PlanName("plan");
    private static final StepId A = new StepId("a");
    private static final StepId B = new StepId("b");
    private static final TargetName ON_A = new TargetName("on-a");

    private static <E> Stream<E> effects(Scenario scenario, Class<E> kind) {
        return scenario.caused().stream().filter(kind::isInstance).map(kind::cast);
    }

    private static Command sent(Scenario scenario) {
        return effects(scenario, SagaEffect.Send.class)
                .findFirst()
                .orElseThrow()
                .command();
    }

    private static MigrationEvent published(Scenario scenario) {
        return effects(scenario, SagaEffect.Publish.class)
                .map(SagaEffect.Publish::event)
                .reduce((_, last) -> last)
                .orElseThrow();
    }

    private static List<StepId> settled(Scenario scenario) {
        return effects(scenario, SagaEffect.Settle.class)
                .map(SagaEffect.Settle::step)
                .toList();
    }

    @Nested
    class A_dispatch {
        @Test
        void is_complete_in_itself() {
            Command preflight = sent(given(submit(TWO), start()));
            assertThat(preflight).isInstanceOf(Command.Preflight.class);
            assertThat(preflight.header().identity()).isNull();
            assertThat(preflight.header().checksum()).isEqualTo(Checksum.of(preflight.step()));
            assertThat(preflight.header().lease()).isEqualTo(Scenario.POLICY.lease());
            assertThat(preflight.header().target()).isEqualTo(ON_A);
            assertThat(preflight.header().startedAt()).isEqualTo(Telling.BEGINNING.plusSeconds(2));
        }

        @Test
        void carries_the_identity_that_preflight_bound() {
            Command apply = sent(applying(TWO));
            assertThat(apply).isInstanceOf(Command.Apply.class);
            assertThat(apply.header().identity()).isEqualTo(Telling.identityOf(ON_A));
        }

        @Test
        void is_the_same_message_however_often_its_effects_are_asked_for() {
            Scenario scenario = applying(TWO);
            SagaEvent last = scenario.journal().getLast();
            SagaState before = new SagaEvolution()
                    .fold(scenario.journal().subList(0, scenario.journal().size() - 1));
            assertThat(new SagaEffects(Scenario.POLICY).effectsOf(before, last))
                    .containsExactly(scenario.caused().getLast());
        }

        @Test
        void to_compensate_says_what_was_heard_of_the_step() {
            assertThat(sent(applying(TWO).and(cancel())))
                    .isInstanceOfSatisfying(Command.Compensate.class, command -> assertThat(command.known())
                            .isEqualTo(KnownEffect.UNKNOWN));
            assertThat(sent(applying(TWO).and(failedAfter("a", Effect.PARTIAL))))
                    .isInstanceOfSatisfying(Command.Compensate.class, command -> assertThat(command.known())
                            .isEqualTo(KnownEffect.APPLIED));
            assertThat(sent(applying(TWO).and(succeeded("a"), succeeded("b"), rollback(), lapsed("b"))))
                    .isInstanceOfSatisfying(Command.Compensate.class, command -> assertThat(command.known())
                            .isEqualTo(KnownEffect.APPLIED));
        }

        @Test
        void to_finish_says_so() {
            Scenario scenario = applying(Plans.of(Plans.finishing("a")), succeeded("a"));
            assertThat(sent(scenario)).isInstanceOf(Command.Finish.class);
            scenario.and(succeeded("a"));
            assertThat(settled(scenario)).containsExactly(A);
        }
    }

    @Nested
    class The_subscribers {
        @Test
        void hear_of_the_start_and_of_each_step() {
            assertThat(published(given(submit(TWO), start())))
                    .isEqualTo(new MigrationEvent.Started(PLAN, Map.of(), List.of(ON_A, new TargetName("on-b"))));
            assertThat(published(applying(TWO).and(succeeded("a"))))
                    .isEqualTo(new MigrationEvent.StepApplied(PLAN, A, ON_A, StepResult.changed(3)));
        }

        @Test
        void hear_of_completion_and_the_targets_are_free() {
            Scenario scenario = applying(TWO, succeeded("a"), succeeded("b"));
            assertThat(published(scenario)).isEqualTo(new MigrationEvent.Completed(PLAN));
            assertThat(scenario.caused()).endsWith(new SagaEffect.ReleaseTargets());
        }

        @Test
        void hear_of_the_rollback_and_how_it_ended() {
            Scenario scenario = applying(TWO, failedPermanently("a"));
            assertThat(published(scenario))
                    .isEqualTo(new MigrationEvent.RollbackBegan(PLAN, A, "step a: 42P01: no such table"));
            scenario.and(compensatedWithConflicts("a", 2));
            assertThat(published(scenario))
                    .isEqualTo(new MigrationEvent.RolledBack(PLAN, "step a: 42P01: no such table", 2));
            assertThat(effects(scenario, SagaEffect.Publish.class).map(SagaEffect.Publish::event))
                    .hasAtLeastOneElementOfType(MigrationEvent.StepCompensated.class);
            assertThat(scenario.caused()).endsWith(new SagaEffect.ReleaseTargets());
        }

        @Test
        void hear_what_is_stuck_and_what_it_holds_and_the_targets_stay_held() {
            Scenario scenario =
                    applying(TWO, succeeded("a")).and(cancel()).failing(9, "b").and(failedTransiently("b"));
            assertThat(published(scenario))
                    .isEqualTo(new MigrationEvent.NeedsOperator(
                            PLAN, Map.of("b", new StepFailure.Transient("55P03", "lock not available")), List.of(A)));
            assertThat(scenario.caused()).doesNotContain(new SagaEffect.ReleaseTargets());
        }

        @Test
        void hear_what_a_person_left_applied_in_the_round_that_was_opened_for_it() {
            Scenario scenario = applying(TWO).and(cancel()).failing(9, "a").and(failedTransiently("a"), close());
            assertThat(scenario.caused())
                    .containsExactly(
                            new SagaEffect.Publish(2, new MigrationEvent.ClosedByOperator(PLAN, List.of(A), "reason")),
                            new SagaEffect.ReleaseTargets());
        }

        @Test
        void hear_of_every_failure_of_a_rejection() {
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
        void hear_of_a_cancellation_whose_questions_are_dropped() {
            Scenario queued = given(submit(TWO), cancel());
            assertThat(queued.caused())
                    .containsExactly(
                            new SagaEffect.Publish(1, new MigrationEvent.Cancelled(PLAN, "reason")),
                            new SagaEffect.ReleaseTargets());
            assertThat(settled(given(submit(TWO), start(), succeeded("b"), cancel())))
                    .containsExactly(A);
        }
    }

    @Nested
    class A_lease {
        @Test
        void ends_with_every_answer_and_every_silence() {
            assertThat(settled(given(submit(TWO), start(), succeeded("a")))).containsExactly(A);
            assertThat(settled(applying(TWO).and(succeeded("a")))).containsExactly(A);
            assertThat(settled(applying(TWO).and(lapsed("a")))).containsExactly(A);
            assertThat(settled(applying(TWO).and(failedTransiently("a")))).containsExactly(A);
        }

        @Test
        void ends_when_the_saga_turns_around() {
            assertThat(settled(applying(TWO, succeeded("a")).and(cancel()))).containsExactly(B);
        }
    }

    @Nested
    class A_pause {
        @Test
        void is_due_when_the_event_says_so() {
            Scenario scenario = applying(TWO).and(failedTransiently("a"));
            assertThat(effects(scenario, SagaEffect.WakeAt.class))
                    .singleElement()
                    .satisfies(wake -> assertThat(wake.due())
                            .isBetween(Telling.BEGINNING.plusSeconds(5), Telling.BEGINNING.plusSeconds(7)));
        }
    }

    @Nested
    class The_targets {
        @Test
        void are_taken_again_when_a_completed_migration_is_put_back_and_only_then() {
            Scenario completed = applying(TWO, succeeded("a"), succeeded("b"));
            assertThat(completed.and(rollback()).caused()).startsWith(new SagaEffect.HoldTargets());
            Scenario stuck = applying(TWO).and(cancel()).failing(9, "a").and(failedTransiently("a"));
            assertThat(stuck.and(retry()).caused()).doesNotContain(new SagaEffect.HoldTargets());
        }

        @Test
        void are_let_go_when_the_last_compensation_was_skipped() {
            Scenario stuck = applying(TWO).and(cancel()).failing(9, "a").and(failedTransiently("a"), skip("a"));
            assertThat(published(stuck)).isEqualTo(new MigrationEvent.ClosedByOperator(PLAN, List.of(A), "reason"));
        }
    }
}
