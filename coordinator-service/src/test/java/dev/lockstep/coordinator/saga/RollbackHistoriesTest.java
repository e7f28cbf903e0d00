package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.RollbackScenarios.ONE_STEP;
import static dev.lockstep.coordinator.saga.RollbackScenarios.WITH_MAINTENANCE;
import static dev.lockstep.coordinator.saga.RollbackScenarios.WITH_TESTS;
import static dev.lockstep.coordinator.saga.RollbackScenarios.completed;
import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.Scenario.given;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Which events of a rollback can follow each other. */
class RollbackHistoriesTest {
    @Nested
    class A_history {
        private final SagaEvolution evolution = new SagaEvolution();

        @Test
        void has_no_request_without_an_approval_in_the_plan() {
            SagaEvent request = new SagaEvent.RollbackRequested(ScenarioCommand.OPERATOR, "reason", Instant.EPOCH);
            for (Scenario scenario : List.of(
                    applying(ONE_STEP, succeeded("a")),
                    completed(WITH_MAINTENANCE),
                    applying(Plans.withRollback(ONE_STEP, Plans.approvedRollback())))) {
                assertThatThrownBy(() -> evolution.evolve(scenario.state(), request))
                        .isInstanceOf(ImpossibleHistoryException.class);
            }
        }

        @Test
        void has_no_refusal_without_a_request() {
            SagaState completed = completed(Plans.approvedRollback()).state();
            SagaEvent refusal = new SagaEvent.RollbackRefused(ScenarioCommand.OPERATOR, "reason", Instant.EPOCH);
            assertThatThrownBy(() -> evolution.evolve(completed, refusal))
                    .isInstanceOf(ImpossibleHistoryException.class);
        }

        @Test
        void has_an_event_that_a_coordinator_without_gates_of_rollbacks_cannot_read() {
            assertThat(given().when(submit(Plans.withRollback(ONE_STEP, WITH_TESTS)))
                            .events())
                    .singleElement()
                    .isInstanceOf(SagaEvent.SubmittedWithProcedure.class);
        }

        @Test
        void never_ends_between_the_round_and_the_rollback() {
            SagaState opened = evolution.evolve(
                    completed(WITH_TESTS).state(),
                    new SagaEvent.RoundOpened(2, Action.ROLLBACK, ScenarioCommand.OPERATOR, "reason", Instant.EPOCH));
            assertThat(OperatorActions.allowed(opened)).isEmpty();
            CommandContext context = new CommandContext(
                    Instant.EPOCH, ScenarioCommand.UNKNOWN_DISPATCH, ScenarioCommand.OPERATOR, "reason");
            assertThat(new SagaDecider(Scenario.POLICY).decide(opened, new SagaCommand.Cancel(context)))
                    .isEqualTo(Decision.noChange());
        }
    }
}
