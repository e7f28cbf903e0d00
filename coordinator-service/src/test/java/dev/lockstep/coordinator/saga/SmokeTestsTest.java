package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.Scenario.inMaintenance;
import static dev.lockstep.coordinator.saga.ScenarioCommand.endpointFailed;
import static dev.lockstep.coordinator.saga.ScenarioCommand.endpointPassed;
import static dev.lockstep.coordinator.saga.ScenarioCommand.rollback;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static dev.lockstep.coordinator.saga.ScenarioCommand.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Plan;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** When the application is tested, and what follows from the answer. */
class SmokeTestsTest {
    private static final Plan ONE_STEP = Plans.withEndpoints(List.of("smoke"), Plans.step("a"));
    private static final Plan WITH_FINISH = Plans.withEndpoints(List.of("smoke"), Plans.stepWithFinish("a"));
    private static final Plan WITH_PIVOT =
            Plans.withEndpoints(List.of("smoke"), Plans.step("a"), Plans.irreversibleStep("b"));
    private static final Plan ONLY_PIVOT = Plans.withEndpoints(List.of("smoke"), Plans.irreversibleStep("a"));

    @Nested
    class A_smoke_test {
        @Test
        void follows_the_last_step_and_precedes_the_finish() {
            inMaintenance(WITH_FINISH)
                    .when(succeeded("a"))
                    .then("applied a", "called smoke_test smoke")
                    .when(endpointPassed())
                    .then("smoke_test passed", "dispatched finish a");
        }

        @Test
        void precedes_the_irreversible_step() {
            inMaintenance(WITH_PIVOT)
                    .when(succeeded("a"))
                    .then("applied a", "called smoke_test smoke")
                    .when(endpointPassed())
                    .then("smoke_test passed", "dispatched apply b")
                    .when(succeeded("b"))
                    .then("applied b", "leaving application before completed");
        }

        @Test
        void that_fails_rolls_everything_back() {
            Scenario scenario = inMaintenance(WITH_PIVOT).and(succeeded("a")).when(endpointFailed());
            scenario.then("smoke_test failed", "rollback-began by operator", "dispatched compensate a")
                    .thenStateIs(SagaState.Compensating.class);
            assertThat(((SagaState.Compensating) scenario.state()).cause().reason())
                    .isEqualTo("smoke test \"smoke\" failed: answered 503");
        }

        @Test
        void that_fails_before_the_only_step_ends_the_migration() {
            inMaintenance(ONLY_PIVOT)
                    .thenStateIs(SagaState.SmokeTesting.class)
                    .when(endpointFailed())
                    .then("smoke_test failed", "leaving application before cancelled");
        }

        @Test
        void is_followed_by_the_next_one() {
            inMaintenance(Plans.withEndpoints(List.of("one", "two"), Plans.step("a")))
                    .when(succeeded("a"))
                    .then("applied a", "called smoke_test one")
                    .when(endpointPassed())
                    .then("smoke_test passed", "called smoke_test two")
                    .when(endpointPassed())
                    .then("smoke_test passed", "leaving application before completed");
        }

        @Test
        void ignores_late_answers_and_reports() {
            inMaintenance(ONE_STEP)
                    .and(succeeded("a"))
                    .when(endpointPassed().late())
                    .thenNothingHappens()
                    .when(succeeded("a"))
                    .thenNothingHappens()
                    .when(start())
                    .thenNothingHappens()
                    .when(submit(ONE_STEP))
                    .thenNothingHappens()
                    .when(rollback())
                    .thenRefused("not completed")
                    .when(ScenarioCommand.approve())
                    .thenRefused("approval")
                    .when(ScenarioCommand.retry())
                    .thenRefused("no step is stuck");
        }
    }
}
