package dev.lockstep.coordinator.saga;

import java.util.List;

/** Folds events about endpoints into the state of the saga. */
final class EndpointEvolution {
    private static final List<Class<? extends SagaState.Started>> CAN_ENTER = List.of(
            SagaState.Preflight.class,
            SagaState.Rehearsing.class,
            SagaState.DryRunning.class,
            SagaState.RollbackOpened.class);
    private static final List<Class<? extends SagaState.Started>> CAN_TEST = List.of(
            SagaState.Preflight.class,
            SagaState.Rehearsing.class,
            SagaState.DryRunning.class,
            SagaState.BackingUp.class,
            SagaState.Applying.class,
            SagaState.Compensating.class);

    private EndpointEvolution() {}

    static SagaState evolve(EventCheck check, SagaEvent.EndpointEvent event) {
        return switch (event) {
            case SagaEvent.EndpointCalled e -> onCalled(check, e.call());
            case SagaEvent.MaintenanceLeaving e ->
                new SagaState.LeavingMaintenance(withoutDeadlines(withCall(check, e.call())), e.call(), e.outcome());
            case SagaEvent.EndpointAnswered e -> onAnswered(check, e);
        };
    }

    private static SagaState.Unsettled withoutDeadlines(SagaState.Unsettled state) {
        return state.with(state.data().withDeadlines(Deadlines.NONE));
    }

    private static SagaState onCalled(EventCheck check, EndpointCall call) {
        return switch (call.purpose()) {
            case ENTER_MAINTENANCE -> {
                check.requireAnyState(CAN_ENTER);
                yield new SagaState.EnteringMaintenance(withCall(check, call), call);
            }
            case SMOKE_TEST -> {
                check.requireAnyState(CAN_TEST);
                yield new SagaState.SmokeTesting(withCall(check, call), call);
            }
            case LEAVE_MAINTENANCE -> throw check.impossible("the outcome that follows is missing");
        };
    }

    private static SagaState.Unsettled withCall(EventCheck check, EndpointCall call) {
        SagaState.Unsettled state = check.requireState(SagaState.Unsettled.class);
        EndpointProgress progress = state.data().endpoints();
        if (call.number() != progress.calls() + 1) {
            throw check.impossible("the last call has the number %d".formatted(progress.calls()));
        }
        if (call.purpose() != EndpointPurpose.SMOKE_TEST
                && progress.inMaintenance() != (call.purpose() == EndpointPurpose.LEAVE_MAINTENANCE)) {
            throw check.impossible(progress.inMaintenance() ? "it is in maintenance" : "it is not in maintenance");
        }
        return state.with(state.data().withEndpoints(progress.withCall(call)));
    }

    private static SagaState onAnswered(EventCheck check, SagaEvent.EndpointAnswered event) {
        SagaState.AtEndpoint state = check.requireState(SagaState.AtEndpoint.class);
        if (state.call().number() != event.number() || state.call().purpose() != event.purpose()) {
            throw check.impossible("the answer to %s is awaited".formatted(state.call()));
        }
        SagaData data = state.data();
        return state.before().with(data.withEndpoints(data.endpoints().withAnswer(state.call(), event.answer())));
    }
}
