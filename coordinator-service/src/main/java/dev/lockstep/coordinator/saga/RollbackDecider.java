package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.Actor;

/** Decides about the rollback of a completed migration, until it begins. */
final class RollbackDecider {
    private RollbackDecider() {}

    static Decision decide(SagaState.Completed state, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submission _c -> Decision.noChange();
            case SagaCommand.QueueCommand _c -> Decision.noChange();
            case SagaCommand.CheckDeadlines _c -> Decision.noChange();
            case SagaCommand.AnswerEndpoint _c -> Decision.noChange();
            case SagaCommand.StepCommand _c -> Decision.noChange();
            case SagaCommand.ApprovalAction _c -> ActionRefusals.noApprovalAwaited();
            case SagaCommand.ConfirmContract _c -> ActionRefusals.noConfirmationAwaited();
            case SagaCommand.Cancel _c -> ActionRefusals.alreadyCompleted();
            case SagaCommand.Rollback rollback ->
                state.data()
                        .passedPivot()
                        .<Decision>map(ActionRefusals::pivotApplied)
                        .orElseGet(() -> request(new EventBuilder(state, rollback.context())));
            case SagaCommand.ControlAction _c -> ActionRefusals.nothingToControl();
            case SagaCommand.Prioritise _c -> ActionRefusals.notQueued();
            case SagaCommand.StuckStepAction _c -> ActionRefusals.noStuckStep();
        };
    }

    static Decision decide(SagaState.RollbackRequested state, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submission _c -> Decision.noChange();
            case SagaCommand.Start _c -> Decision.noChange();
            case SagaCommand.ReportMissingWorker _c -> Decision.noChange();
            case SagaCommand.CheckDeadlines _c -> Decision.noChange();
            case SagaCommand.PassContractChecks _c -> Decision.noChange();
            case SagaCommand.AnswerEndpoint _c -> Decision.noChange();
            case SagaCommand.StepCommand _c -> Decision.noChange();
            case SagaCommand.CheckGates check -> endIfLate(state, new EventBuilder(state, check.context()));
            case SagaCommand.Approve approve -> approve(state.request(), new EventBuilder(state, approve.context()));
            case SagaCommand.ConfirmContract _c -> ActionRefusals.noConfirmationAwaited();
            case SagaCommand.Reject reject -> reject(new EventBuilder(state, reject.context()));
            case SagaCommand.Cancel _c -> ActionRefusals.rollbackAwaitsApproval();
            case SagaCommand.Rollback rollback ->
                requestAgain(state.request(), new EventBuilder(state, rollback.context()));
            case SagaCommand.ControlAction _c -> ActionRefusals.nothingToControl();
            case SagaCommand.Prioritise _c -> ActionRefusals.notQueued();
            case SagaCommand.StuckStepAction _c -> ActionRefusals.noStuckStep();
        };
    }

    private static Decision request(EventBuilder events) {
        CommandContext context = events.context();
        return events.data().rollbackApproval().isPresent()
                ? events.add(new SagaEvent.RollbackRequested(context.actor(), context.reason(), context.at()))
                        .decision()
                : open(context.actor(), context.reason(), events);
    }

    /** Opens the round of the rollback. Its application enters maintenance before the first step is compensated. */
    private static Decision open(Actor requester, String reason, EventBuilder events) {
        return events.openRound(Action.ROLLBACK, requester, reason)
                .data()
                .maintenance()
                .map(maintenance -> events.enter(maintenance).decision())
                .orElseGet(() -> CompensationPlanner.rollBackAsRequested(events));
    }

    private static Decision approve(RollbackRequest request, EventBuilder events) {
        CommandContext context = events.context();
        if (context.actor().sharesNameWith(request.requester())) {
            return ActionRefusals.requesterCannotApprove(request.requester());
        }
        if (request.isOver(context.at())) {
            return end(request, events).decision();
        }
        events.add(new SagaEvent.Approved(context.actor(), context.reason(), context.at()));
        return open(request.requester(), request.reason(), events);
    }

    private static Decision reject(EventBuilder events) {
        CommandContext context = events.context();
        return events.add(new SagaEvent.RollbackRefused(context.actor(), context.reason(), context.at()))
                .decision();
    }

    private static Decision requestAgain(RollbackRequest request, EventBuilder events) {
        return request.isOver(events.context().at()) ? request(end(request, events)) : Decision.noChange();
    }

    private static Decision endIfLate(SagaState.RollbackRequested state, EventBuilder events) {
        return state.request().isOver(events.context().at())
                ? end(state.request(), events).decision()
                : Decision.noChange();
    }

    private static EventBuilder end(RollbackRequest request, EventBuilder events) {
        return events.add(new SagaEvent.RollbackRefused(
                Actor.coordinator(),
                "nobody approved the rollback until " + request.end(),
                events.context().at()));
    }
}
