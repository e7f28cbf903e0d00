package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.Actor;
import java.util.Optional;

/**
 * Decides while an endpoint is asked. An application that does not enter maintenance ends the migration before it
 * changes anything, and a rollback before it begins; a smoke test that fails starts the rollback, and changes nothing
 * after one; an application that does not leave maintenance changes nothing about the outcome.
 */
final class EndpointDecider {
    private EndpointDecider() {}

    static Decision decide(SagaState.AtEndpoint state, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submission _c -> Decision.noChange();
            case SagaCommand.Start _c -> Decision.noChange();
            case SagaCommand.ReportMissingWorker _c -> Decision.noChange();
            case SagaCommand.PassContractChecks _c -> Decision.noChange();
            case SagaCommand.StepCommand _c -> Decision.noChange();
            case SagaCommand.CheckGates check -> cancelIfLate(state, new EventBuilder(state, check.context()));
            case SagaCommand.CheckDeadlines check -> checkDeadline(state, new EventBuilder(state, check.context()));
            case SagaCommand.AnswerEndpoint answer ->
                answer.number() == state.call().number()
                        ? onAnswer(state, answer.answer(), new EventBuilder(state, answer.context()))
                        : Decision.noChange();
            case SagaCommand.ApprovalAction _c -> ActionRefusals.noApprovalAwaited();
            case SagaCommand.ConfirmContract _c -> ActionRefusals.noConfirmationAwaited();
            case SagaCommand.Cancel cancel -> onCancel(state, new EventBuilder(state, cancel.context()));
            case SagaCommand.Rollback _c -> onRollback(state);
            case SagaCommand.ControlAction _c -> ActionRefusals.nothingToControl();
            case SagaCommand.Prioritise _c -> ActionRefusals.notQueued();
            case SagaCommand.StuckStepAction _c -> ActionRefusals.noStuckStep();
        };
    }

    private static Decision onAnswer(SagaState.AtEndpoint state, EndpointAnswer answer, EventBuilder events) {
        events.add(answered(state, answer, events));
        return switch (state) {
            case SagaState.EnteringMaintenance s ->
                s.isOfRollback() ? onRollbackMaintenance(answer, events) : onMaintenance(s, answer, events);
            case SagaState.SmokeTesting s ->
                s.isOfRollback() ? CompensationPlanner.next(events) : onSmokeTest(s, answer, events);
            case SagaState.LeavingMaintenance s ->
                events.add(Endings.at(s.outcome(), events.context().at())).decision();
        };
    }

    private static Decision onMaintenance(
            SagaState.EnteringMaintenance state, EndpointAnswer answer, EventBuilder events) {
        return answer.passed()
                ? ApplyPlanner.start(events)
                : Endings.cancel(events, Actor.coordinator(), state.call().failure(answer));
    }

    private static Decision onRollbackMaintenance(EndpointAnswer answer, EventBuilder events) {
        return answer.passed() ? CompensationPlanner.rollBackAsRequested(events) : stayCompleted(events);
    }

    /** Ends the round of a rollback that has not begun. */
    private static Decision stayCompleted(EventBuilder events) {
        return Endings.end(events, new SagaEvent.Completed(events.context().at()));
    }

    private static Decision onSmokeTest(SagaState.SmokeTesting state, EndpointAnswer answer, EventBuilder events) {
        return answer.passed()
                ? continueAfter(state, events)
                : undo(state, state.call().failure(answer), events);
    }

    private static Decision continueAfter(SagaState.SmokeTesting state, EventBuilder events) {
        return isBeforeFirstStep(state) ? ApplyPlanner.start(events) : ApplyPlanner.next(events);
    }

    private static SagaEvent answered(SagaState.AtEndpoint state, EndpointAnswer answer, EventBuilder events) {
        EndpointCall call = state.call();
        return new SagaEvent.EndpointAnswered(
                call.number(),
                call.purpose(),
                call.endpoint(),
                answer,
                events.context().at());
    }

    /** Rolls back; if only an irreversible step was left to apply, there is nothing to roll back. */
    private static Decision undo(SagaState.SmokeTesting state, String cause, EventBuilder events) {
        return state.data().leftApplied().isEmpty()
                ? Endings.cancel(events, events.context().actor(), cause)
                : CompensationPlanner.rollBack(events, cause);
    }

    private static Decision cancelIfLate(SagaState.AtEndpoint state, EventBuilder events) {
        Optional<String> late = isBeforeFirstStep(state)
                ? Gates.of(state.submitted()).lateReason(events.context().at())
                : Optional.empty();
        return late.map(reason -> Endings.cancel(notAwaited(state, reason, events), Actor.coordinator(), reason))
                .orElseGet(Decision::noChange);
    }

    private static Decision checkDeadline(SagaState.AtEndpoint state, EventBuilder events) {
        return DeadlineDecider.passed(events)
                .map(reason -> endAfterDeadline(state, reason, notAwaited(state, reason, events)))
                .orElseGet(Decision::noChange);
    }

    // No deadline passes in a rollback, or while the application leaves maintenance.
    private static Decision endAfterDeadline(SagaState.AtEndpoint state, String reason, EventBuilder events) {
        return state instanceof SagaState.SmokeTesting testing
                ? undo(testing, reason, events)
                : Endings.cancel(events, Actor.coordinator(), reason);
    }

    /** Whether nothing was applied, and the round does not end yet. A smoke test can precede the only step. */
    private static boolean isBeforeFirstStep(SagaState.AtEndpoint state) {
        return switch (state) {
            case SagaState.EnteringMaintenance s -> !s.isOfRollback();
            case SagaState.SmokeTesting s ->
                !s.isOfRollback() && s.data().leftApplied().isEmpty();
            case SagaState.LeavingMaintenance _s -> false;
        };
    }

    private static Decision onCancel(SagaState.AtEndpoint state, EventBuilder events) {
        CommandContext context = events.context();
        return switch (state) {
            case SagaState.EnteringMaintenance s -> cancelMaintenance(s, notAwaited(s, context.reason(), events));
            case SagaState.SmokeTesting s ->
                s.isOfRollback()
                        ? Decision.noChange()
                        : undo(s, context.reason(), notAwaited(s, context.reason(), events));
            // The round ends already.
            case SagaState.LeavingMaintenance _s -> Decision.noChange();
        };
    }

    private static Decision cancelMaintenance(SagaState.EnteringMaintenance state, EventBuilder events) {
        return state.isOfRollback() ? stayCompleted(events) : SagaDecider.cancel(events);
    }

    private static EventBuilder notAwaited(SagaState.AtEndpoint state, String reason, EventBuilder events) {
        return events.add(answered(state, EndpointAnswer.notAwaited(reason), events));
    }

    private static Decision onRollback(SagaState.AtEndpoint state) {
        return switch (state) {
            case SagaState.EnteringMaintenance s -> unlessRollingBack(s, ActionRefusals.nothingToRollBack());
            case SagaState.SmokeTesting s -> unlessRollingBack(s, ActionRefusals.notCompleted());
            case SagaState.LeavingMaintenance _s -> ActionRefusals.leavingMaintenance();
        };
    }

    private static Decision unlessRollingBack(SagaState.AtEndpoint state, Decision.Refused refusal) {
        return state.isOfRollback() ? Decision.noChange() : refusal;
    }
}
