package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.PlanSpec;
import dev.lockstep.contract.protocol.Actor;
import java.util.Optional;

/** Decides about submissions, and before the migration claims its targets. */
final class GateDecider {
    private GateDecider() {}

    static Decision submit(SagaState.Unsubmitted state, SagaCommand.Submit submit) {
        CommandContext context = submit.context();
        EventBuilder events = new EventBuilder(state, context).add(submission(submit));
        return checkWindow(gates(events), events);
    }

    static Decision submit(SagaState.Unsubmitted state, SagaCommand.SubmitContract submit) {
        CommandContext context = submit.context();
        LinkedChange.ContractSubmission contract = submit.contract();
        return new EventBuilder(state, context)
                .add(new SagaEvent.SubmittedAsContract(
                        submit.migration(),
                        contract.plan(),
                        contract.expand(),
                        contract.identities(),
                        context.at(),
                        context.actor()))
                .decision();
    }

    private static SagaEvent.Submission submission(SagaCommand.Submit submit) {
        CommandContext context = submit.context();
        return switch (submit.mode()) {
            case MIGRATION -> submissionOfMigration(submit);
            case DRY_RUN ->
                new SagaEvent.SubmittedAsDryRun(submit.migration(), submit.plan(), context.at(), context.actor());
            case REHEARSAL ->
                new SagaEvent.SubmittedAsRehearsal(submit.migration(), submit.plan(), context.at(), context.actor());
        };
    }

    private static SagaEvent.Submission submissionOfMigration(SagaCommand.Submit submit) {
        CommandContext context = submit.context();
        PlanSpec spec = submit.plan().spec();
        if (spec.hasContractSteps()) {
            return new SagaEvent.SubmittedWithContract(
                    submit.migration(), submit.plan(), context.at(), context.actor());
        }
        if (spec.namesLimits()) {
            return new SagaEvent.SubmittedWithLimits(submit.migration(), submit.plan(), context.at(), context.actor());
        }
        if (spec.namesDependencies()) {
            return new SagaEvent.SubmittedWithParallelSteps(
                    submit.migration(), submit.plan(), context.at(), context.actor());
        }
        if (spec.hasProcedure()) {
            return new SagaEvent.SubmittedWithProcedure(
                    submit.migration(), submit.plan(), context.at(), context.actor());
        }
        return spec.approval() == null && spec.window() == null
                ? new SagaEvent.Submitted(submit.migration(), submit.plan(), context.at(), context.actor())
                : new SagaEvent.SubmittedWithGates(submit.migration(), submit.plan(), context.at(), context.actor());
    }

    static Decision decide(SagaState.AwaitingApproval state, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submission _c -> Decision.noChange();
            case SagaCommand.Start _c -> Decision.noChange();
            case SagaCommand.ReportMissingWorker _c -> Decision.noChange();
            case SagaCommand.CheckDeadlines _c -> Decision.noChange();
            case SagaCommand.PassContractChecks _c -> Decision.noChange();
            case SagaCommand.AnswerEndpoint _c -> Decision.noChange();
            case SagaCommand.StepCommand _c -> Decision.noChange();
            case SagaCommand.CheckGates check -> checkApproval(state, new EventBuilder(state, check.context()));
            case SagaCommand.Approve approve -> approve(state, approve, new EventBuilder(state, approve.context()));
            case SagaCommand.ConfirmContract _c -> ActionRefusals.noConfirmationAwaited();
            case SagaCommand.Reject reject -> SagaDecider.cancel(new EventBuilder(state, reject.context()));
            case SagaCommand.Cancel cancel -> SagaDecider.cancel(new EventBuilder(state, cancel.context()));
            case SagaCommand.Rollback _c -> ActionRefusals.nothingToRollBack();
            case SagaCommand.ControlAction _c -> ActionRefusals.nothingToControl();
            case SagaCommand.Prioritise _c -> ActionRefusals.notQueued();
            case SagaCommand.StuckStepAction _c -> ActionRefusals.noStuckStep();
        };
    }

    static Decision decide(SagaState.AwaitingWindow state, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submission _c -> Decision.noChange();
            case SagaCommand.Start _c -> Decision.noChange();
            case SagaCommand.ReportMissingWorker _c -> Decision.noChange();
            case SagaCommand.CheckDeadlines _c -> Decision.noChange();
            case SagaCommand.PassContractChecks _c -> Decision.noChange();
            case SagaCommand.AnswerEndpoint _c -> Decision.noChange();
            case SagaCommand.StepCommand _c -> Decision.noChange();
            case SagaCommand.CheckGates check ->
                checkWindow(Gates.of(state.submitted()), new EventBuilder(state, check.context()));
            case SagaCommand.ApprovalAction _c -> ActionRefusals.noApprovalAwaited();
            case SagaCommand.ConfirmContract _c -> ActionRefusals.noConfirmationAwaited();
            case SagaCommand.Cancel cancel -> SagaDecider.cancel(new EventBuilder(state, cancel.context()));
            case SagaCommand.Rollback _c -> ActionRefusals.nothingToRollBack();
            case SagaCommand.ControlAction _c -> ActionRefusals.nothingToControl();
            case SagaCommand.Prioritise _c -> ActionRefusals.notQueued();
            case SagaCommand.StuckStepAction _c -> ActionRefusals.noStuckStep();
        };
    }

    /** Cancels the migration if its window is over; without events if it is not. */
    static Optional<Decision> cancelIfLate(SubmittedPlan submitted, EventBuilder events) {
        return Gates.of(submitted).lateReason(events.context().at()).map(reason -> cancel(events, reason));
    }

    /** Cancels a migration that has applied nothing if its window is over. */
    static Decision checkEnd(SagaState.Submitted state, CommandContext context) {
        return cancelIfLate(state.submitted(), new EventBuilder(state, context)).orElseGet(Decision::noChange);
    }

    private static Decision approve(
            SagaState.AwaitingApproval state, SagaCommand.Approve command, EventBuilder events) {
        Gates gates = Gates.of(state.submitted());
        CommandContext context = events.context();
        if (gates.isSubmitter(context.actor())) {
            return ActionRefusals.submitterCannotApprove(gates.submitter());
        }
        return lateReason(gates, context)
                .map(reason -> cancel(events, reason))
                .orElseGet(() -> checkWindow(gates, events.add(approval(command))));
    }

    private static SagaEvent approval(SagaCommand.Approve command) {
        CommandContext context = command.context();
        return command.dryRun() == null
                ? new SagaEvent.Approved(context.actor(), context.reason(), context.at())
                : new SagaEvent.ApprovedWithDryRun(context.actor(), context.reason(), command.dryRun(), context.at());
    }

    private static Decision checkApproval(SagaState.AwaitingApproval state, EventBuilder events) {
        return lateReason(Gates.of(state.submitted()), events.context())
                .map(reason -> cancel(events, reason))
                .orElseGet(Decision::noChange);
    }

    private static Optional<String> lateReason(Gates gates, CommandContext context) {
        return gates.unapprovedReason(context.at()).or(() -> gates.lateReason(context.at()));
    }

    /** Continues before the window: cancels the migration if it is over, and lets it enter the queue if it is open. */
    private static Decision checkWindow(Gates gates, EventBuilder events) {
        CommandContext context = events.context();
        Optional<String> late = gates.lateReason(context.at());
        if (late.isPresent()) {
            return cancel(events, late.get());
        }
        return events.state() instanceof SagaState.AwaitingWindow && gates.isWindowOpen(context.at())
                ? events.add(new SagaEvent.Enqueued(context.at())).decision()
                : events.decision();
    }

    private static Decision cancel(EventBuilder events, String reason) {
        return Endings.cancel(events, Actor.coordinator(), reason);
    }

    private static Gates gates(EventBuilder events) {
        return Gates.of(events.submitted());
    }
}
