package dev.lockstep.coordinator.saga;

import java.util.EnumSet;
import java.util.Set;

/** Lists the operator actions that a state accepts and that change it. */
public final class OperatorActions {
    private OperatorActions() {}

    public static Set<Action> allowed(SagaState state) {
        return switch (state) {
            case SagaState.AwaitingApproval _s -> EnumSet.of(Action.APPROVE, Action.REJECT, Action.CANCEL);
            case SagaState.AwaitingWindow _s -> EnumSet.of(Action.CANCEL);
            case SagaState.AwaitingContract s ->
                s.gate().needsConfirmation() ? EnumSet.of(Action.CONTRACT, Action.CANCEL) : EnumSet.of(Action.CANCEL);
            case SagaState.Queued _s -> EnumSet.of(Action.CANCEL, Action.PRIORITISE);
            case SagaState.Preflight _s -> EnumSet.of(Action.CANCEL);
            case SagaState.Rehearsing _s -> EnumSet.of(Action.CANCEL);
            case SagaState.DryRunning _s -> EnumSet.of(Action.CANCEL);
            case SagaState.BackingUp _s -> EnumSet.of(Action.CANCEL);
            case SagaState.Applying s -> withControl(s, unlessPivotPassed(s, Action.CANCEL));
            case SagaState.EnteringMaintenance _s -> EnumSet.of(Action.CANCEL);
            case SagaState.SmokeTesting s -> s.isOfRollback() ? none() : EnumSet.of(Action.CANCEL);
            case SagaState.LeavingMaintenance _s -> none();
            case SagaState.Finishing s -> withControl(s, unlessPivotPassed(s, Action.CANCEL));
            case SagaState.Completed s -> unlessPivotPassed(s, Action.ROLLBACK);
            case SagaState.RollbackRequested _s -> EnumSet.of(Action.APPROVE, Action.REJECT);
            case SagaState.RollbackOpened _s -> none();
            case SagaState.StuckCompensating _s -> EnumSet.of(Action.RETRY, Action.SKIP, Action.CLOSE);
            case SagaState.StuckAtPivot _s -> EnumSet.of(Action.RETRY, Action.CLOSE);
            case SagaState.Unsubmitted _s -> none();
            case SagaState.Compensating s -> withControl(s, none());
            case SagaState.RolledBack _s -> none();
            case SagaState.ClosedByOperator _s -> none();
            case SagaState.DryRunCompleted _s -> none();
            case SagaState.RehearsalCompleted _s -> none();
            case SagaState.Rejected _s -> none();
            case SagaState.Cancelled _s -> none();
        };
    }

    private static Set<Action> unlessPivotPassed(SagaState.Started state, Action action) {
        return state.data().passedPivot().isPresent() ? none() : EnumSet.of(action);
    }

    private static Set<Action> withControl(SagaState.Started state, Set<Action> others) {
        Set<Action> actions =
                EnumSet.of(Action.THROTTLE, state.data().control().isPaused() ? Action.RESUME : Action.PAUSE);
        actions.addAll(others);
        return actions;
    }

    private static Set<Action> none() {
        return EnumSet.noneOf(Action.class);
    }
}
