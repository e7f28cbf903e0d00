package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.Scenario.given;
import static dev.lockstep.coordinator.saga.ScenarioCommand.cancel;
import static dev.lockstep.coordinator.saga.ScenarioCommand.close;
import static dev.lockstep.coordinator.saga.ScenarioCommand.compensated;
import static dev.lockstep.coordinator.saga.ScenarioCommand.endpointPassed;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedPermanently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.failedTransiently;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.plan.EndpointName;
import dev.lockstep.contract.plan.PlanNotification;
import dev.lockstep.contract.plan.PlanNotification.Occasion;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.CompensationResult;
import dev.lockstep.contract.protocol.StepResult;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Which events tell endpoints, and what they say. */
class NotificationsTest {
    @Nested
    class A_notification {
        private Scenario submittedWith(Occasion... occasions) {
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
            Scenario scenario = submittedWith(Occasion.STARTED, Occasion.COMPLETED);
            assertThat(occasions(scenario.when(start()))).containsExactly(Occasion.STARTED);
            scenario.and(succeeded("a"), endpointPassed(), succeeded("a"));
            assertThat(occasions(scenario)).isEmpty();
            assertThat(occasions(scenario.when(endpointPassed()))).containsExactly(Occasion.COMPLETED);
        }

        @Test
        void tells_of_a_rollback() {
            Scenario scenario = submittedWith(Occasion.ROLLBACK_BEGAN, Occasion.ROLLED_BACK);
            scenario.and(start(), succeeded("a"), endpointPassed());
            assertThat(occasions(scenario.when(failedPermanently("a")))).containsExactly(Occasion.ROLLBACK_BEGAN);
            scenario.and(compensated("a"));
            assertThat(occasions(scenario.when(endpointPassed()))).containsExactly(Occasion.ROLLED_BACK);
        }

        @Test
        void is_not_made_of_single_steps() {
            SagaState.Submitted state = (SagaState.Submitted)
                    submittedWith(Occasion.COMPLETED).and(start()).state();
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
            Scenario stuck = submittedWith(Occasion.values()).and(start(), succeeded("a"), endpointPassed(), cancel());
            stuck.failingUntilLastAttempt("a").when(failedTransiently("a"));
            assertThat(occasions(stuck)).containsExactly(Occasion.NEEDS_OPERATOR);
            assertThat(occasions(stuck.and(close()).when(endpointPassed())))
                    .containsExactly(Occasion.CLOSED_BY_OPERATOR);
            assertThat(occasions(submittedWith(Occasion.values()).when(cancel())))
                    .containsExactly(Occasion.CANCELLED);
        }

        @Test
        void tells_that_a_requested_rollback_is_refused() {
            Scenario scenario = given(submit(Plans.withRollback(
                            Plans.withEndpoints(
                                    null,
                                    List.of(),
                                    List.of(new PlanNotification(
                                            new EndpointName("chat"), List.of(Occasion.ROLLBACK_REFUSED))),
                                    Plans.step("a")),
                            Plans.approvedRollback())))
                    .and(start(), succeeded("a"), endpointPassed(), succeeded("a"), endpointPassed())
                    .and(ScenarioCommand.rollback());
            assertThat(occasions(scenario.when(ScenarioCommand.reject()))).containsExactly(Occasion.ROLLBACK_REFUSED);
        }

        @Test
        void has_the_reason() {
            Scenario scenario = submittedWith(Occasion.REJECTED).and(start()).when(failedPermanently("a"));
            assertThat(scenario.effects())
                    .filteredOn(SagaEffect.Notify.class::isInstance)
                    .singleElement()
                    .extracting(effect ->
                            ((SagaEffect.Notify) effect).notification().detail())
                    .isEqualTo("step \"a\": 42P01: no such table");
        }
    }
}
