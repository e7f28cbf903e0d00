package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.Actor;
import java.util.Optional;

/**
 * Decides while an endpoint is asked. An application that does not enter maintenance ends the migration before it
 * changes anything; a smoke test that fails starts the rollback; an application that does not leave maintenance changes
 * nothing about the outcome.
 */
final class EndpointDecider {
    private EndpointDecider() {}

    static Decision decide(SagaState.AtEndpoint state, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submit _c -> Decision.noChange();
            case SagaCommand.Start _c -> Decision.noChange();
            case SagaCommand.StepCommand _c -> Decision.noChange();
            case SagaCommand.CheckGates check -> cancelIfLate(state, new EventBuilder(state, check.context()));
            case SagaCommand.AnswerEndpoint answer ->
                answer.number() == state.call().number()
                        ? onAnswer(state, answer.answer(), new EventBuilder(state, answer.context()))
                        : Decision.noChange();
            case SagaCommand.ApprovalAction _c -> ActionRefusals.noApprovalAwaited();
            case SagaCommand.Cancel cancel -> onCancel(state, new EventBuilder(state, cancel.context()));
            case SagaCommand.Rollback _c -> refuseRollback(state);
            case SagaCommand.StuckStepAction _c -> ActionRefusals.noStuckStep();
        };
    }

    private static Decision onAnswer(SagaState.AtEndpoint state, EndpointAnswer answer, EventBuilder events) {
        events.add(answered(state, answer, events));
        return switch (state) {
            case SagaState.EnteringMaintenance s ->
                answer.passed() ? ApplyPlanner.start(events) : notInMaintenance(s, answer, events);
            case SagaState.SmokeTesting s ->
                answer.passed() ? continueAfter(s, events) : undo(s, failure(s.call(), answer), events);
            case SagaState.LeavingMaintenance s ->
                events.add(Endings.at(s.outcome(), events.context().at())).decision();
        };
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

    private static Decision notInMaintenance(
            SagaState.EnteringMaintenance state, EndpointAnswer answer, EventBuilder events) {
        return Endings.cancel(
                events,
                Actor.coordinator(),
                "endpoint \"%s\" has not entered maintenance: %s"
                        .formatted(state.call().endpoint(), answer.finding()));
    }

    private static String failure(EndpointCall call, EndpointAnswer answer) {
        return "smoke test \"%s\" failed: %s".formatted(call.endpoint(), answer.finding());
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

    /** Whether nothing is applied, and the round does not end yet. A smoke test can precede the only step. */
    private static boolean isBeforeFirstStep(SagaState.AtEndpoint state) {
        return switch (state) {
            case SagaState.EnteringMaintenance _s -> true;
            case SagaState.SmokeTesting s -> s.data().leftApplied().isEmpty();
            case SagaState.LeavingMaintenance _s -> false;
        };
    }

    private static Decision onCancel(SagaState.AtEndpoint state, EventBuilder events) {
        CommandContext context = events.context();
        return switch (state) {
            case SagaState.EnteringMaintenance s ->
                Endings.cancel(notAwaited(s, context.reason(), events), context.actor(), context.reason());
            case SagaState.SmokeTesting s -> undo(s, context.reason(), notAwaited(s, context.reason(), events));
            // The round ends already.
            case SagaState.LeavingMaintenance _s -> Decision.noChange();
        };
    }

    private static EventBuilder notAwaited(SagaState.AtEndpoint state, String reason, EventBuilder events) {
        return events.add(answered(state, EndpointAnswer.notAwaited(reason), events));
    }

    private static Decision refuseRollback(SagaState.AtEndpoint state) {
        return switch (state) {
            case SagaState.EnteringMaintenance _s -> ActionRefusals.nothingToRollBack();
            case SagaState.SmokeTesting _s -> ActionRefusals.notCompleted();
            case SagaState.LeavingMaintenance _s -> ActionRefusals.leavingMaintenance();
        };
    }
}
