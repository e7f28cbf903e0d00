package dev.lockstep.coordinator.saga;

/** Decides which events follow a command in a state. Late and duplicate commands cause no event. */
public final class SagaDecider {
    private final CheckDecider checks;
    private final ApplyingDecider applying;
    private final FinishingDecider finishing;
    private final CompensatingDecider compensating;

    public SagaDecider(SagaPolicy policy) {
        RetryRules retries = new RetryRules(policy);
        this.checks = new CheckDecider(retries);
        this.applying = new ApplyingDecider(retries);
        this.finishing = new FinishingDecider(retries);
        this.compensating = new CompensatingDecider(retries);
    }

    public Decision decide(SagaState state, SagaCommand command) {
        return IdentityCheck.violation(state, command)
                .<Decision>map(Decision.Refused::new)
                .orElseGet(() -> decideChecked(state, command));
    }

    private Decision decideChecked(SagaState state, SagaCommand command) {
        return switch (state) {
            case SagaState.Unsubmitted s -> decideUnsubmitted(s, command);
            case SagaState.AwaitingApproval s -> GateDecider.decide(s, command);
            case SagaState.AwaitingWindow s -> GateDecider.decide(s, command);
            case SagaState.AwaitingContract s -> ContractDecider.decide(s, command);
            case SagaState.Queued s -> decideQueued(s, command);
            case SagaState.Preflight s -> checks.decide(s, command);
            case SagaState.Rehearsing s -> checks.decide(s, command);
            case SagaState.DryRunning s -> checks.decide(s, command);
            case SagaState.BackingUp s -> checks.decide(s, command);
            case SagaState.Applying s -> applying.decide(s, command);
            case SagaState.Finishing s -> finishing.decide(s, command);
            case SagaState.Compensating s -> compensating.decide(s, command);
            case SagaState.AtEndpoint s -> EndpointDecider.decide(s, command);
            case SagaState.NeedsOperator s -> NeedsOperatorDecider.decide(s, command);
            case SagaState.Completed s -> RollbackDecider.decide(s, command);
            case SagaState.RollbackRequested s -> RollbackDecider.decide(s, command);
            // The saga leaves this state in the decision in which it reaches it.
            case SagaState.RollbackOpened _s -> Decision.noChange();
            case SagaState.RolledBack _s -> decideSettled("is rolled back", command);
            case SagaState.ClosedByOperator _s -> decideSettled("was closed by an operator", command);
            case SagaState.DryRunCompleted _s -> decideSettled("was a dry run, which is completed", command);
            case SagaState.RehearsalCompleted _s -> decideSettled("was a rehearsal, which is completed", command);
            case SagaState.Rejected _s -> decideSettled("was rejected before it changed anything", command);
            case SagaState.Cancelled _s -> decideSettled("was cancelled", command);
        };
    }

    private static Decision decideUnsubmitted(SagaState.Unsubmitted state, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submit submit -> GateDecider.submit(state, submit);
            case SagaCommand.SubmitContract submit -> GateDecider.submit(state, submit);
            case SagaCommand.QueueCommand _c -> Decision.noChange();
            case SagaCommand.CheckDeadlines _c -> Decision.noChange();
            case SagaCommand.AnswerEndpoint _c -> Decision.noChange();
            case SagaCommand.StepCommand _c -> Decision.noChange();
            case SagaCommand.OperatorAction _c -> ActionRefusals.unknownMigration();
        };
    }

    private static Decision decideQueued(SagaState.Queued state, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submission _c -> Decision.noChange();
            case SagaCommand.CheckDeadlines _c -> Decision.noChange();
            case SagaCommand.AnswerEndpoint _c -> Decision.noChange();
            case SagaCommand.Start start -> start(state, new EventBuilder(state, start.context()));
            case SagaCommand.CheckGates check -> GateDecider.checkEnd(state, check.context());
            case SagaCommand.ReportMissingWorker report -> reportMissingWorker(state, report);
            case SagaCommand.PassContractChecks _c -> Decision.noChange();
            case SagaCommand.ApprovalAction _c -> ActionRefusals.noApprovalAwaited();
            case SagaCommand.ConfirmContract _c -> ActionRefusals.noConfirmationAwaited();
            case SagaCommand.StepCommand _c -> Decision.noChange();
            case SagaCommand.Cancel cancel -> cancel(new EventBuilder(state, cancel.context()));
            case SagaCommand.Rollback _c -> ActionRefusals.nothingToRollBack();
            case SagaCommand.ControlAction _c -> ActionRefusals.nothingToControl();
            case SagaCommand.Prioritise prioritise -> prioritise(new EventBuilder(state, prioritise.context()));
            case SagaCommand.StuckStepAction _c -> ActionRefusals.noStuckStep();
        };
    }

    private static Decision prioritise(EventBuilder events) {
        CommandContext context = events.context();
        return events.add(new SagaEvent.Prioritised(context.actor(), context.reason(), context.at()))
                .decision();
    }

    private static Decision start(SagaState.Queued state, EventBuilder events) {
        return GateDecider.cancelIfLate(state.submitted(), events).orElseGet(() -> preflightAll(state, events));
    }

    private static Decision reportMissingWorker(SagaState.Queued state, SagaCommand.ReportMissingWorker command) {
        boolean isNews = state.plan().spec().targets().contains(command.target())
                && !state.withoutWorker().contains(command.target());
        return isNews
                ? new EventBuilder(state, command.context())
                        .add(new SagaEvent.TargetWithoutWorker(
                                command.target(),
                                command.silentSince(),
                                command.context().at()))
                        .decision()
                : Decision.noChange();
    }

    // A preflight changes nothing, so all of them run at the same time.
    private static Decision preflightAll(SagaState.Queued state, EventBuilder events) {
        events.add(new SagaEvent.Started(events.context().at()));
        state.steps().keySet().forEach(step -> events.dispatch(step, Direction.PREFLIGHT, 1));
        return events.decision();
    }

    /** Ends a migration that has changed nothing. */
    static Decision cancel(EventBuilder events) {
        CommandContext context = events.context();
        return Endings.cancel(events, context.actor(), context.reason());
    }

    private static Decision decideSettled(String outcome, SagaCommand command) {
        return switch (command) {
            case SagaCommand.Submission _c -> Decision.noChange();
            case SagaCommand.QueueCommand _c -> Decision.noChange();
            case SagaCommand.CheckDeadlines _c -> Decision.noChange();
            case SagaCommand.AnswerEndpoint _c -> Decision.noChange();
            case SagaCommand.StepCommand _c -> Decision.noChange();
            case SagaCommand.OperatorAction _c -> ActionRefusals.settled(outcome);
        };
    }
}
