package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.Scenario.enteringMaintenance;
import static dev.lockstep.coordinator.saga.Scenario.given;
import static dev.lockstep.coordinator.saga.Scenario.inMaintenance;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.contract.plan.EndpointName;
import dev.lockstep.contract.plan.GateLimit;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.StepId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Events of endpoints: which ones can follow, and what a delayed outcome keeps. */
class EndpointHistoriesTest {
    private static final Plan TWO_STEPS = Plans.withEndpoints(List.of(), Plans.step("a"), Plans.step("b"));

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
                            new SagaEvent.RehearsalCompleted(at),
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
            SagaState entered =
                    ((SagaState.AtEndpoint) enteringMaintenance(TWO_STEPS).state()).before();
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
                assertImpossible(enteringMaintenance(TWO_STEPS).state(), other);
            }
        }
    }
}
