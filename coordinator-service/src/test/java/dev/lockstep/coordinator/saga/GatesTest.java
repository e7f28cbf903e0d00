package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.Scenario.given;
import static dev.lockstep.coordinator.saga.ScenarioCommand.approve;
import static dev.lockstep.coordinator.saga.ScenarioCommand.approveAs;
import static dev.lockstep.coordinator.saga.ScenarioCommand.cancel;
import static dev.lockstep.coordinator.saga.ScenarioCommand.close;
import static dev.lockstep.coordinator.saga.ScenarioCommand.gatesChecked;
import static dev.lockstep.coordinator.saga.ScenarioCommand.reject;
import static dev.lockstep.coordinator.saga.ScenarioCommand.rollback;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submitDryRun;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.GateLimit;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanApproval;
import dev.lockstep.contract.plan.PlanTime;
import dev.lockstep.contract.plan.PlanWindow;
import dev.lockstep.contract.protocol.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GatesTest {
    private static final Instant START = ScenarioCommand.START;
    private static final PlanApproval APPROVAL = new PlanApproval(true, new GateLimit(Duration.ofHours(1)));
    private static final Plan WITH_APPROVAL = plan(null, APPROVAL);
    private static final Plan WITH_WINDOW = plan(window(60, 600), null);

    private static Plan plan(@Nullable PlanWindow window, @Nullable PlanApproval approval) {
        return Plans.withGates(window, approval, List.of(Plans.step("a")));
    }

    private static PlanWindow window(long fromSecond, long toSecond) {
        return new PlanWindow(new PlanTime(START.plusSeconds(fromSecond)), new PlanTime(START.plusSeconds(toSecond)));
    }

    private static void assertEffects(Scenario scenario, SagaEffect... effects) {
        assertThat(scenario.effects()).containsExactly(effects);
    }

    @Nested
    class An_approval {
        @Test
        void is_awaited_before_the_migration_enters_the_queue() {
            Scenario scenario =
                    given().when(submit(WITH_APPROVAL)).then("submitted").thenStateIs(SagaState.AwaitingApproval.class);
            assertEffects(
                    scenario,
                    new SagaEffect.ScheduleGateCheck(START.plusSeconds(1).plus(Duration.ofHours(1))));
            scenario.when(start()).thenNothingHappens();
            scenario.when(succeeded("a")).thenNothingHappens();
            scenario.when(approve()).then("approved by approver", "enqueued").thenStateIs(SagaState.Queued.class);
            assertEffects(scenario, new SagaEffect.EnterQueue());
        }

        @Test
        void is_not_given_by_the_submitter_nor_on_their_behalf() {
            given(submit(WITH_APPROVAL))
                    .when(approveAs(ScenarioCommand.OPERATOR))
                    .thenRefused("somebody else");
            given(submit(WITH_APPROVAL))
                    .when(approveAs(new Actor("Operator", Actor.Kind.PERSON, null)))
                    .thenRefused("somebody else");
            given(submit(WITH_APPROVAL))
                    .when(approveAs(new Actor("bot", Actor.Kind.SERVICE, ScenarioCommand.OPERATOR.name())))
                    .thenRefused("somebody else");
        }

        @Test
        void is_refused_by_anybody_who_may_approve() {
            given(submit(WITH_APPROVAL)).when(reject()).then("cancelled").thenStateIs(SagaState.Cancelled.class);
        }

        @Test
        void that_does_not_come_in_time_ends_the_migration() {
            given(submit(WITH_APPROVAL))
                    .after(Duration.ofMinutes(59))
                    .when(gatesChecked())
                    .thenNothingHappens()
                    .after(Duration.ofMinutes(1))
                    .when(gatesChecked())
                    .then("cancelled");
            given(submit(WITH_APPROVAL))
                    .after(Duration.ofHours(1))
                    .when(approve())
                    .then("cancelled");
        }

        @Test
        void cannot_follow_the_end_of_the_window() {
            Plan plan = plan(new PlanWindow(null, new PlanTime(START.plusSeconds(60))), APPROVAL);
            assertEffects(given().when(submit(plan)), new SagaEffect.ScheduleGateCheck(START.plusSeconds(60)));
            given(submit(plan)).after(Duration.ofMinutes(1)).when(approve()).then("cancelled");
            given(submit(plan))
                    .after(Duration.ofMinutes(1))
                    .when(gatesChecked())
                    .then("cancelled");
        }

        @Test
        void is_not_awaited_in_other_states() {
            given(submit(Plans.chain("a"))).when(approve()).thenRefused("does not wait for an approval");
            given(submit(WITH_WINDOW)).when(reject()).thenRefused("does not wait for an approval");
            given(submit(Plans.chain("a")), start()).when(approve()).thenRefused("does not wait for an approval");
        }

        @Test
        void is_not_needed_for_a_dry_run() {
            given().when(submitDryRun(WITH_APPROVAL)).then("submitted").thenStateIs(SagaState.Queued.class);
        }
    }

    @Nested
    class A_window {
        @Test
        void lets_the_migration_enter_the_queue_when_it_opens() {
            Scenario scenario =
                    given().when(submit(WITH_WINDOW)).then("submitted").thenStateIs(SagaState.AwaitingWindow.class);
            assertEffects(scenario, new SagaEffect.ScheduleGateCheck(START.plusSeconds(60)));
            scenario.when(gatesChecked()).thenNothingHappens();
            scenario.when(start()).thenNothingHappens();
            scenario.when(succeeded("a")).thenNothingHappens();
            scenario.after(Duration.ofMinutes(1)).when(gatesChecked()).then("enqueued");
            assertEffects(
                    scenario, new SagaEffect.EnterQueue(), new SagaEffect.ScheduleGateCheck(START.plusSeconds(600)));
        }

        @Test
        void that_is_open_needs_no_wait() {
            given().when(submit(plan(window(0, 600), null)))
                    .then("submitted", "enqueued")
                    .thenStateIs(SagaState.Queued.class);
            given().when(submit(plan(new PlanWindow(null, new PlanTime(START.plusSeconds(60))), null)))
                    .then("submitted")
                    .thenStateIs(SagaState.Queued.class);
        }

        @Test
        void follows_the_approval() {
            given(submit(plan(window(60, 600), APPROVAL)))
                    .when(approve())
                    .then("approved by approver")
                    .thenStateIs(SagaState.AwaitingWindow.class)
                    .after(Duration.ofMinutes(1))
                    .when(gatesChecked())
                    .then("enqueued");
        }

        @Test
        void that_is_over_ends_the_migration_before_it_changes_anything() {
            given().when(submit(plan(new PlanWindow(null, new PlanTime(START)), null)))
                    .then("submitted", "cancelled");
            given(submit(WITH_WINDOW))
                    .after(Duration.ofHours(1))
                    .when(gatesChecked())
                    .then("cancelled");
            Scenario queued = given(submit(plan(window(0, 600), null)));
            queued.when(gatesChecked()).thenNothingHappens();
            queued.after(Duration.ofHours(1)).when(gatesChecked()).then("cancelled");
            given(submit(plan(window(0, 600), null)))
                    .after(Duration.ofHours(1))
                    .when(start())
                    .then("cancelled");
            given(submit(plan(window(0, 600), null)), start())
                    .after(Duration.ofHours(1))
                    .when(succeeded("a"))
                    .then("preflight-passed a", "cancelled")
                    .thenStateIs(SagaState.Cancelled.class);
        }

        @Test
        void that_is_over_during_preflight_ends_the_migration_when_it_is_checked() {
            Scenario preflight = given(submit(plan(window(0, 600), null)), start());
            preflight.when(gatesChecked()).thenNothingHappens();
            preflight.after(Duration.ofHours(1)).when(gatesChecked()).then("cancelled");
        }

        @Test
        void has_an_event_that_a_coordinator_without_gates_cannot_read() {
            assertThat(given().when(submit(WITH_WINDOW)).events())
                    .singleElement()
                    .isInstanceOf(SagaEvent.SubmittedWithGates.class);
            assertThat(given().when(submit(WITH_APPROVAL)).events())
                    .singleElement()
                    .isInstanceOf(SagaEvent.SubmittedWithGates.class);
        }

        @Test
        void does_not_stop_a_migration_that_has_started_to_apply() {
            Scenario applying = given(submit(plan(window(0, 600), null)), start(), succeeded("a"));
            applying.after(Duration.ofHours(1)).when(gatesChecked()).thenNothingHappens();
            applying.when(succeeded("a")).then("applied a", "completed");
        }
    }

    @Nested
    class A_migration_at_a_gate {
        @Test
        void can_be_cancelled_but_not_rolled_back() {
            for (Plan plan : List.of(WITH_APPROVAL, WITH_WINDOW)) {
                given(submit(plan)).when(cancel()).then("cancelled");
                given(submit(plan)).when(rollback()).thenRefused("nothing to roll back");
                given(submit(plan)).when(close()).thenRefused("no step is stuck");
                given(submit(plan)).when(submit(plan)).thenNothingHappens();
            }
        }
    }
}
