package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.Actor;

/** Decides before a migration with contract steps claims its targets. */
final class ContractDecider {
    private ContractDecider() {}

    static Decision decide(SagaState.AwaitingContract state, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submission _c -> Decision.noChange();
            case SagaCommand.Start _c -> Decision.noChange();
            case SagaCommand.ReportMissingWorker _c -> Decision.noChange();
            case SagaCommand.CheckDeadlines _c -> Decision.noChange();
            case SagaCommand.AnswerEndpoint _c -> Decision.noChange();
            case SagaCommand.StepCommand _c -> Decision.noChange();
            case SagaCommand.CheckGates check -> checkTimes(state.gate(), new EventBuilder(state, check.context()));
            case SagaCommand.PassContractChecks passed ->
                onChecks(state.gate(), passed, new EventBuilder(state, passed.context()));
            case SagaCommand.ApprovalAction _c -> ActionRefusals.noApprovalAwaited();
            case SagaCommand.ConfirmContract confirm ->
                confirm(state.gate(), new EventBuilder(state, confirm.context()));
            case SagaCommand.Cancel cancel -> SagaDecider.cancel(new EventBuilder(state, cancel.context()));
            case SagaCommand.Rollback _c -> ActionRefusals.nothingToRollBack();
            case SagaCommand.Prioritise _c -> ActionRefusals.notQueued();
            case SagaCommand.ControlAction _c -> ActionRefusals.nothingToControl();
            case SagaCommand.StuckStepAction _c -> ActionRefusals.noStuckStep();
        };
    }

    private static Decision checkTimes(ContractGate gate, EventBuilder events) {
        CommandContext context = events.context();
        if (gate.isLate(context.at())) {
            return expire(gate, events);
        }
        return gate.delayEnd().filter(end -> !context.at().isBefore(end)).isPresent()
                ? enterIfPassed(events.add(new SagaEvent.ContractDue(context.at())))
                : Decision.noChange();
    }

    private static Decision confirm(ContractGate gate, EventBuilder events) {
        CommandContext context = events.context();
        if (!gate.needsConfirmation()) {
            return ActionRefusals.noConfirmationAwaited();
        }
        return gate.isLate(context.at())
                ? expire(gate, events)
                : enterIfPassed(
                        events.add(new SagaEvent.ContractConfirmed(context.actor(), context.reason(), context.at())));
    }

    private static Decision onChecks(ContractGate gate, SagaCommand.PassContractChecks passed, EventBuilder events) {
        CommandContext context = events.context();
        if (gate.isLate(context.at())) {
            return expire(gate, events);
        }
        return gate.awaitsChecksOnly()
                ? enterIfPassed(events.add(new SagaEvent.ContractChecked(passed.findings(), context.at())))
                : Decision.noChange();
    }

    private static Decision expire(ContractGate gate, EventBuilder events) {
        return Endings.cancel(
                events,
                Actor.coordinator(),
                "the contract steps had not begun at %s, the limit of the plan".formatted(gate.limitEnd()));
    }

    private static Decision enterIfPassed(EventBuilder events) {
        return ((SagaState.AwaitingContract) events.state()).gate().isPassed()
                ? events.add(new SagaEvent.Enqueued(events.context().at())).decision()
                : events.decision();
    }
}
