package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.DispatchNumber;
import java.util.List;

/** Checks that an event can follow a state; throws {@link ImpossibleHistoryException} if it cannot. */
record EventCheck(SagaState state, SagaEvent event) {
    <S extends SagaState> S requireState(Class<S> expected) {
        if (!expected.isInstance(state)) {
            throw impossible("the state must be " + expected.getSimpleName());
        }
        return expected.cast(state);
    }

    /** Returns the data of the state, which must be one of the expected states. */
    SagaData requireAnyState(List<Class<? extends SagaState.Started>> expected) {
        if (!expected.contains(state.getClass())) {
            throw impossible("the state must be one of "
                    + expected.stream().map(Class::getSimpleName).toList());
        }
        return requireState(SagaState.Started.class).data();
    }

    <S extends StepState> S requireStep(StepId id, Class<S> expected) {
        StepState step = requireState(SagaState.Started.class).steps().get(id);
        if (!expected.isInstance(step)) {
            throw impossible("step %s is %s, not %s".formatted(id, step, expected.getSimpleName()));
        }
        return expected.cast(step);
    }

    /** Returns the state of the step, which must wait for the report on this dispatch. */
    <S extends StepState.InProgress> S requireOutstanding(StepId id, Class<S> expected, DispatchNumber dispatch) {
        S step = requireStep(id, expected);
        if (!step.attempts().isOutstanding(dispatch)) {
            throw impossible("step %s awaits %s".formatted(id, step.attempts().awaited()));
        }
        return step;
    }

    /** Returns the state of the step, which must not wait for a report. */
    <S extends StepState.InProgress> S requireNoneOutstanding(StepId id, Class<S> expected) {
        S step = requireStep(id, expected);
        if (step.attempts().outstanding().isPresent()) {
            throw impossible("step %s awaits %s".formatted(id, step.attempts().awaited()));
        }
        return step;
    }

    ImpossibleHistoryException impossible(String reason) {
        return new ImpossibleHistoryException(state, event, reason);
    }
}
