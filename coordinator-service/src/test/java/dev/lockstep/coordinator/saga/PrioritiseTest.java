package dev.lockstep.coordinator.saga;

import static dev.lockstep.coordinator.saga.ControlCommands.prioritise;
import static dev.lockstep.coordinator.saga.Scenario.applying;
import static dev.lockstep.coordinator.saga.Scenario.given;
import static dev.lockstep.coordinator.saga.ScenarioCommand.start;
import static dev.lockstep.coordinator.saga.ScenarioCommand.submit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.plan.Plan;
import org.junit.jupiter.api.Test;

/** An operator moves a migration in the queue. */
class PrioritiseTest {
    private static final Plan PLAN = Plans.chain("a", "b");

    @Test
    void a_queued_migration_is_moved_to_the_front_and_stays_queued() {
        Scenario scenario =
                given(submit(PLAN)).when(prioritise()).then("prioritised").thenStateIs(SagaState.Queued.class);
        assertThat(scenario.effects()).containsExactly(new SagaEffect.MoveToFront());
        scenario.when(start()).thenStateIs(SagaState.Preflight.class);
    }

    @Test
    void a_migration_that_has_started_is_not_in_the_queue() {
        given(submit(PLAN), start()).when(prioritise()).thenRefused("does not wait in the queue");
        applying(PLAN).when(prioritise()).thenRefused("does not wait in the queue");
    }
}
