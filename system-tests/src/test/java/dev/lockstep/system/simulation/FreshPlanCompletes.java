package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.function.Consumer;

/** After all faults a fresh plan completes. */
final class FreshPlanCompletes implements Guarantee {
    private final Consumer<Plan> submit;
    private final Runnable runWithoutFaults;

    FreshPlanCompletes(Consumer<Plan> submit, Runnable runWithoutFaults) {
        this.submit = submit;
        this.runWithoutFaults = runWithoutFaults;
    }

    @Override
    public void assertHolds(SimulationResult result) {
        submit.accept(SimulatedPlans.oneStepPerKind("fresh"));
        new EveryMigrationSettles(runWithoutFaults).assertHolds(result);
        SagaState state = result.database().sagas().lastEntry().getValue().state();
        result.assertEqual("state of the fresh plan", state.getClass(), SagaState.Completed.class);
    }
}
