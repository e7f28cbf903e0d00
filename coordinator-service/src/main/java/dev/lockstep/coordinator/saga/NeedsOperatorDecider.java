package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;
import java.util.Set;

/** Decides while a step is stuck. Each accepted operator action opens the next round. */
final class NeedsOperatorDecider {
    private NeedsOperatorDecider() {}

    static Decision decide(SagaState.NeedsOperator state, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submission _c -> Decision.noChange();
            case SagaCommand.QueueCommand _c -> Decision.noChange();
            case SagaCommand.CheckDeadlines _c -> Decision.noChange();
            case SagaCommand.AnswerEndpoint _c -> Decision.noChange();
            case SagaCommand.ApprovalAction _c -> ActionRefusals.noApprovalAwaited();
            case SagaCommand.ConfirmContract _c -> ActionRefusals.noConfirmationAwaited();
            case SagaCommand.StepCommand _c -> Decision.noChange();
            case SagaCommand.Cancel _c -> refuseRollback(state);
            case SagaCommand.Rollback _c -> refuseRollback(state);
            case SagaCommand.ControlAction _c -> ActionRefusals.nothingToControl();
            case SagaCommand.Prioritise _c -> ActionRefusals.notQueued();
            case SagaCommand.Retry retry -> onRetry(state, openRound(state, Action.RETRY, retry));
            case SagaCommand.Skip skip -> onSkip(state, skip);
            case SagaCommand.Close close -> onClose(state, openRound(state, Action.CLOSE, close));
        };
    }

    private static EventBuilder openRound(
            SagaState.NeedsOperator state, Action action, SagaCommand.OperatorAction command) {
        CommandContext context = command.context();
        return new EventBuilder(state, context).openRound(action, context.actor(), context.reason());
    }

    private static Decision refuseRollback(SagaState.NeedsOperator state) {
        return switch (state) {
            case SagaState.StuckCompensating _s -> ActionRefusals.rollbackStuck();
            case SagaState.StuckAtPivot s -> ActionRefusals.stuckAtPivot(stuckStep(s));
        };
    }

    private static Decision onRetry(SagaState.NeedsOperator state, EventBuilder events) {
        return switch (state) {
            case SagaState.StuckCompensating _s -> CompensationPlanner.next(events);
            case SagaState.StuckAtPivot s ->
                events.dispatch(stuckStep(s), Direction.APPLY, 1).decision();
        };
    }

    private static Decision onSkip(SagaState.NeedsOperator state, SagaCommand.Skip skip) {
        return switch (state) {
            case SagaState.StuckCompensating s -> skipCompensation(s, skip);
            case SagaState.StuckAtPivot s -> ActionRefusals.pivotNotSkippable(stuckStep(s));
        };
    }

    private static Decision skipCompensation(SagaState.StuckCompensating state, SagaCommand.Skip skip) {
        Set<StepId> stuck = state.data().stepsIn(StepState.Stuck.class).keySet();
        if (!stuck.contains(skip.step())) {
            return ActionRefusals.stepNotStuck(skip.step(), stuck);
        }
        CommandContext context = skip.context();
        return CompensationPlanner.next(openRound(state, Action.SKIP, skip)
                .add(new SagaEvent.Skipped(skip.step(), context.actor(), context.reason())));
    }

    private static Decision onClose(SagaState.NeedsOperator state, EventBuilder events) {
        CommandContext context = events.context();
        return Endings.end(
                events,
                new SagaEvent.Closed(state.data().leftApplied(), context.actor(), context.reason(), context.at()));
    }

    // Only the irreversible step can be stuck in its apply.
    private static StepId stuckStep(SagaState.StuckAtPivot state) {
        return state.data().stepsIn(StepState.Stuck.class).firstEntry().getKey();
    }
}
