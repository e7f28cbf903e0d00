package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.DispatchNumber;

/** One event and the state that it is to follow in: what it demands of that state, or it is impossible. */
record Following(SagaState state, SagaEvent event) {
    <S extends SagaState> S in(Class<S> expected) {
        if (!expected.isInstance(state)) {
            throw impossible("the state is not " + expected.getSimpleName());
        }
        return expected.cast(state);
    }

    <S extends StepState> S step(StepId id, Class<S> expected) {
        StepState step = in(SagaState.Started.class).run().steps().get(id);
        if (!expected.isInstance(step)) {
            throw impossible("step %s is %s, not %s".formatted(id, step, expected.getSimpleName()));
        }
        return expected.cast(step);
    }

    /** The step, which waits for the answer to this very dispatch. */
    <S extends StepState.Busy> S awaiting(StepId id, Class<S> expected, DispatchNumber dispatch) {
        S step = step(id, expected);
        if (!step.work().awaits(dispatch)) {
            throw impossible("step %s awaits %s".formatted(id, step.work().await()));
        }
        return step;
    }

    /** The step, which waits for no answer. */
    <S extends StepState.Busy> S idle(StepId id, Class<S> expected) {
        S step = step(id, expected);
        if (step.work().outstanding().isPresent()) {
            throw impossible("step %s awaits %s".formatted(id, step.work().await()));
        }
        return step;
    }

    ImpossibleHistory impossible(String reason) {
        return new ImpossibleHistory(state, event, reason);
    }
}
