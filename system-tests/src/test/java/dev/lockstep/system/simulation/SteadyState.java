package dev.lockstep.system.simulation;

import dev.lockstep.contract.plan.Plan;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.function.Consumer;

/** I22: after all that went wrong, a fresh plan runs to its completion. */
final class SteadyState {
    private final Evidence evidence;
    private final Consumer<Plan> post;
    private final Runnable goOn;

    SteadyState(Evidence evidence, Consumer<Plan> post, Runnable goOn) {
        this.evidence = evidence;
        this.post = post;
        this.goOn = goOn;
    }

    void returns() {
        post.accept(Shape.everyKind("fresh"));
        EveryMigrationSettles.within(evidence, goOn);
        SagaState last = evidence.database().sagas().lastEntry().getValue().state();
        evidence.demand("the fresh plan is completed", last.getClass(), SagaState.Completed.class);
    }
}
