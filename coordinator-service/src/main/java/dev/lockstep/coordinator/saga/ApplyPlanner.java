package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Chooses what follows a success: the next apply; after the last one the next finish; after that the completion. */
final class ApplyPlanner {
    private ApplyPlanner() {}

    static Decision next(EventBuilder events) {
        SagaData data = events.data();
        List<StepId> order = data.stepGraph().applyOrder();
        Optional<StepId> toApply = firstIn(order, id -> data.steps().get(id) instanceof StepState.Ready);
        if (toApply.isPresent()) {
            return events.dispatch(toApply.get(), Direction.APPLY, 1).decision();
        }
        Optional<StepId> toFinish = firstIn(order, id -> needsFinish(data, id));
        if (toFinish.isPresent()) {
            return events.dispatch(toFinish.get(), Direction.FINISH, 1).decision();
        }
        return events.add(new SagaEvent.Completed(events.context().at())).decision();
    }

    private static Optional<StepId> firstIn(List<StepId> order, Predicate<StepId> condition) {
        return order.stream().filter(condition).findFirst();
    }

    private static boolean needsFinish(SagaData data, StepId id) {
        return data.steps().get(id) instanceof StepState.Applied
                && data.step(id).operation().needsFinish();
    }
}
