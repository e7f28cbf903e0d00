package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.PlanApproval;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.DispatchNumber;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Folds events into states. Throws {@link ImpossibleHistoryException} if an event cannot follow the current state. */
public final class SagaEvolution {
    private static final List<Class<? extends SagaState.Started>> UNCHANGED = List.of(
            SagaState.Preflight.class,
            SagaState.Rehearsing.class,
            SagaState.DryRunning.class,
            SagaState.BackingUp.class);
    private static final List<Class<? extends SagaState.Started>> CAN_COMPLETE =
            List.of(SagaState.Applying.class, SagaState.Finishing.class, SagaState.RollbackOpened.class);
    private static final List<Class<? extends SagaState.Started>> CAN_ROLL_BACK =
            List.of(SagaState.Applying.class, SagaState.Finishing.class, SagaState.RollbackOpened.class);
    private static final List<Class<? extends SagaState.Started>> CAN_BE_CONTROLLED =
            List.of(SagaState.Applying.class, SagaState.Finishing.class, SagaState.Compensating.class);
    private static final List<Class<? extends SagaState.Started>> CAN_CLOSE =
            List.of(SagaState.Compensating.class, SagaState.StuckCompensating.class, SagaState.StuckAtPivot.class);

    private static final Actor UNNAMED = new Actor("anonymous", Actor.Kind.UNKNOWN, null);

    /** Returns the state after all events of a journal. */
    public SagaState fold(Iterable<SagaEvent> history) {
        SagaState state = SagaState.initial();
        for (SagaEvent event : history) {
            state = evolve(state, event);
        }
        return state;
    }

    public SagaState evolve(SagaState state, SagaEvent event) {
        EventCheck check = new EventCheck(state, event);
        return switch (event) {
            case SagaEvent.Submission e -> onSubmitted(check, e);
            case SagaEvent.Approved _e -> onApproved(check);
            case SagaEvent.ApprovedWithDryRun e ->
                new SagaState.AwaitingWindow(check.requireState(SagaState.AwaitingApproval.class)
                        .submitted()
                        .approvedWith(e.dryRun()));
            case SagaEvent.ContractEvent e -> onContract(check, e);
            case SagaEvent.Enqueued _e -> new SagaState.Queued(passedGates(check));
            case SagaEvent.Prioritised _e -> check.requireState(SagaState.Queued.class);
            case SagaEvent.TargetWithoutWorker e ->
                check.requireState(SagaState.Queued.class).withoutWorkerOf(e.target());
            case SagaEvent.Started e -> onStarted(check, e);
            case SagaEvent.Dispatched e -> StepEvolution.onDispatched(check, e);
            case SagaEvent.PreflightPassed e -> StepEvolution.onPreflightPassed(check, e);
            case SagaEvent.Rehearsed e -> StepEvolution.onRehearsed(check, e);
            case SagaEvent.DryRunReported e -> StepEvolution.onDryRunReported(check, e);
            case SagaEvent.BackedUp e -> StepEvolution.onBackedUp(check, e);
            case SagaEvent.StepEvent e -> StepEvolution.evolve(check, e);
            case SagaEvent.EndpointEvent e -> EndpointEvolution.evolve(check, e);
            case SagaEvent.ControlEvent e -> onControl(check, e);
            case SagaEvent.DeadlinePassed e -> onDeadlinePassed(check, e);
            case SagaEvent.RollbackBegan e -> onRollbackBegan(check, e);
            case SagaEvent.RollbackRequested e -> onRollbackRequested(check, e);
            case SagaEvent.RollbackRefused _e ->
                new SagaState.Completed(
                        check.requireState(SagaState.RollbackRequested.class).data());
            case SagaEvent.RoundOpened e -> onRoundOpened(check, e);
            case SagaEvent.Outcome e -> onOutcome(check, e);
        };
    }

    private static SagaState onSubmitted(EventCheck check, SagaEvent.Submission event) {
        check.requireState(SagaState.Unsubmitted.class);
        return beforeQueue(SubmittedPlan.of(event, modeOf(event), Objects.requireNonNullElse(event.actor(), UNNAMED)));
    }

    private static RunMode modeOf(SagaEvent.Submission event) {
        return switch (event) {
            case SagaEvent.Submitted _e -> RunMode.MIGRATION;
            case SagaEvent.SubmittedWithGates _e -> RunMode.MIGRATION;
            case SagaEvent.SubmittedWithProcedure _e -> RunMode.MIGRATION;
            case SagaEvent.SubmittedWithParallelSteps _e -> RunMode.MIGRATION;
            case SagaEvent.SubmittedWithLimits _e -> RunMode.MIGRATION;
            case SagaEvent.SubmittedWithContract _e -> RunMode.MIGRATION;
            case SagaEvent.SubmittedAsContract _e -> RunMode.MIGRATION;
            case SagaEvent.SubmittedAsDryRun _e -> RunMode.DRY_RUN;
            case SagaEvent.SubmittedAsRehearsal _e -> RunMode.REHEARSAL;
        };
    }

    private static SagaState beforeQueue(SubmittedPlan submitted) {
        if (submitted.expand() != null) {
            return new SagaState.AwaitingContract(submitted, ContractProgress.NONE);
        }
        Gates gates = Gates.of(submitted);
        if (gates.needApproval()) {
            return new SagaState.AwaitingApproval(submitted);
        }
        return submitted.mode().appliesSteps() && submitted.plan().spec().hasGates()
                ? new SagaState.AwaitingWindow(submitted)
                : new SagaState.Queued(submitted);
    }

    private static SagaState onContract(EventCheck check, SagaEvent.ContractEvent event) {
        SagaState.AwaitingContract state = check.requireState(SagaState.AwaitingContract.class);
        ContractProgress progress = state.progress();
        return new SagaState.AwaitingContract(
                state.submitted(),
                switch (event) {
                    case SagaEvent.ContractDue _e -> progress.withDelayOver();
                    case SagaEvent.ContractConfirmed e ->
                        progress.confirmedBy(new ContractProgress.Confirmation(e.actor(), e.reason(), e.at()));
                    case SagaEvent.ContractChecked _e -> progress.checked();
                });
    }

    private static SubmittedPlan passedGates(EventCheck check) {
        if (!(check.state() instanceof SagaState.AwaitingContract contract)) {
            return check.requireState(SagaState.AwaitingWindow.class).submitted();
        }
        if (!contract.gate().isPassed()) {
            throw check.impossible("the contract steps still wait: " + contract.progress());
        }
        return contract.submitted();
    }

    // The round of an approved rollback follows.
    private static SagaState onApproved(EventCheck check) {
        return check.state() instanceof SagaState.RollbackRequested requested
                ? new SagaState.Completed(requested.data())
                : new SagaState.AwaitingWindow(
                        check.requireState(SagaState.AwaitingApproval.class).submitted());
    }

    private static SagaState onRollbackRequested(EventCheck check, SagaEvent.RollbackRequested event) {
        SagaData data = check.requireState(SagaState.Completed.class).data();
        PlanApproval approval = data.rollbackApproval()
                .orElseThrow(() -> check.impossible("the plan requires no approval of a rollback"));
        return new SagaState.RollbackRequested(data, RollbackRequest.of(event, approval));
    }

    private static SagaState onStarted(EventCheck check, SagaEvent.Started event) {
        SagaState.Queued queued = check.requireState(SagaState.Queued.class);
        return new SagaState.Preflight(new SagaData(
                queued.submitted(),
                event.at(),
                queued.round(),
                queued.requester(),
                queued.submitted().knownIdentities(),
                queued.steps(),
                EndpointProgress.NONE,
                RunControl.NONE,
                Deadlines.ofStart(queued.submitted(), event.at()),
                DispatchNumber.NONE));
    }

    private static SagaState onControl(EventCheck check, SagaEvent.ControlEvent event) {
        SagaState.InFlight state = check.requireState(SagaState.InFlight.class);
        check.requireAnyState(CAN_BE_CONTROLLED);
        SagaData data = state.data();
        RunControl control = data.control();
        return state.with(
                switch (event) {
                    case SagaEvent.Paused e ->
                        withoutPause(data, e.at())
                                .withControl(control.paused(new Pause(e.actor(), e.reason(), e.scripts(), e.at())));
                    case SagaEvent.Resumed e -> withoutPause(data, e.at()).withControl(control.resumed());
                    case SagaEvent.RateSet e -> data.withControl(control.throttled(e.pace()));
                });
    }

    // A paused migration can be paused again, to stop its scripts too.
    private static SagaData withoutPause(SagaData data, Instant at) {
        return data.withDeadlines(data.deadlines().after(data.control().pausedFor(at)));
    }

    // What follows ends all deadlines.
    private static SagaState onDeadlinePassed(EventCheck check, SagaEvent.DeadlinePassed event) {
        Deadlines deadlines = check.requireState(SagaState.Started.class).data().deadlines();
        if (!event.due().equals(deadlines.migration())) {
            throw check.impossible("the deadlines are %s".formatted(deadlines));
        }
        return check.state();
    }

    private static SagaState onRollbackBegan(EventCheck check, SagaEvent.RollbackBegan event) {
        SagaData oldData = check.requireAnyState(CAN_ROLL_BACK);
        SagaData data = oldData.withRequester(event.requester(oldData.requester()))
                .withDeadlines(Deadlines.NONE)
                .withControl(oldData.control().resumed());
        return new SagaState.Compensating(
                data.withSteps(SagaEvolution::awaitingCompensation), new Cause(event.step(), event.cause()));
    }

    // A step without a report may have an effect too, so every step that was dispatched to apply is compensated.
    private static StepState awaitingCompensation(StepState step) {
        return step instanceof StepState.ApplyDispatched dispatched
                ? new StepState.AwaitingCompensation(dispatched.knownEffect())
                : step;
    }

    private static SagaState onRoundOpened(EventCheck check, SagaEvent.RoundOpened event) {
        SagaData oldData = check.requireState(SagaState.Started.class).data();
        if (event.round() != oldData.round() + 1) {
            throw check.impossible("the current round is %d".formatted(oldData.round()));
        }
        SagaData data = oldData.withRound(event.round(), event.actor());
        return switch (event.action()) {
            case RETRY -> retry(check.requireState(SagaState.NeedsOperator.class), data);
            case ROLLBACK -> {
                check.requireState(SagaState.Completed.class);
                yield new SagaState.RollbackOpened(
                        data.withEndpoints(data.endpoints().forRollback()), new Cause(null, event.reason()));
            }
            case SKIP -> check.requireState(SagaState.StuckCompensating.class).resume(data);
            case CLOSE -> check.requireState(SagaState.NeedsOperator.class).with(data);
            case APPROVE, REJECT, CONTRACT, CANCEL, PRIORITISE, PAUSE, RESUME, THROTTLE ->
                throw check.impossible("the action %s does not open a round".formatted(event.action()));
        };
    }

    private static SagaState retry(SagaState.NeedsOperator state, SagaData data) {
        return switch (state) {
            case SagaState.StuckCompensating stuck ->
                stuck.resume(data.withSteps(SagaEvolution::withRetriedCompensation));
            case SagaState.StuckAtPivot _stuck ->
                new SagaState.Applying(data.withSteps(SagaEvolution::withRetriedApply));
        };
    }

    private static StepState withRetriedCompensation(StepState step) {
        return step instanceof StepState.Stuck stuck ? new StepState.AwaitingCompensation(stuck.knownEffect()) : step;
    }

    private static StepState withRetriedApply(StepState step) {
        return step instanceof StepState.Stuck ? new StepState.Applying(Attempts.initial(Direction.APPLY)) : step;
    }

    private static SagaState onOutcome(EventCheck check, SagaEvent.Outcome event) {
        return switch (event) {
            case SagaEvent.Completed _e -> onCompleted(check);
            case SagaEvent.RolledBack _e -> onRolledBack(check);
            case SagaEvent.OperatorNeeded _e -> onOperatorNeeded(check);
            case SagaEvent.Closed e -> onClosed(check, e);
            case SagaEvent.DryRunCompleted _e -> onDryRunCompleted(check);
            case SagaEvent.RehearsalCompleted _e -> onRehearsalCompleted(check);
            case SagaEvent.Rejected _e ->
                new SagaState.Rejected(check.requireAnyState(UNCHANGED).withDeadlines(Deadlines.NONE));
            case SagaEvent.Cancelled _e -> onCancelled(check);
        };
    }

    private static SagaState onDryRunCompleted(EventCheck check) {
        SagaData data = check.requireState(SagaState.DryRunning.class).data();
        int ended = data.stepsIn(StepState.DryRunEnded.class).size();
        if (ended != data.steps().size()) {
            throw check.impossible(
                    "%d of %d steps were tried".formatted(ended, data.steps().size()));
        }
        return new SagaState.DryRunCompleted(data);
    }

    private static SagaState onRehearsalCompleted(EventCheck check) {
        SagaData data = check.requireState(SagaState.Rehearsing.class).data();
        int rehearsed = data.stepsIn(StepState.Rehearsed.class).size();
        if (rehearsed != data.steps().size()) {
            throw check.impossible("%d of %d steps were rehearsed"
                    .formatted(rehearsed, data.steps().size()));
        }
        return new SagaState.RehearsalCompleted(data);
    }

    private static SagaState onCompleted(EventCheck check) {
        SagaData data = check.requireAnyState(CAN_COMPLETE);
        int applied = data.stepsIn(StepState.Applied.class).size()
                + data.stepsIn(StepState.Finished.class).size();
        if (applied != data.steps().size()) {
            throw check.impossible(
                    "%d of %d steps are applied".formatted(applied, data.steps().size()));
        }
        return new SagaState.Completed(data.withDeadlines(Deadlines.NONE));
    }

    private static SagaState onRolledBack(EventCheck check) {
        SagaState.Compensating state = check.requireState(SagaState.Compensating.class);
        if (!state.data().leftApplied().isEmpty()) {
            throw check.impossible("the steps left applied are " + state.data().leftApplied());
        }
        return new SagaState.RolledBack(state.data(), state.cause());
    }

    private static SagaState onOperatorNeeded(EventCheck check) {
        SagaData oldData = check.requireState(SagaState.InFlight.class).data();
        SagaData data = oldData.withControl(oldData.control().resumed());
        if (data.stepsIn(StepState.Stuck.class).isEmpty()) {
            throw check.impossible("no step is stuck");
        }
        if (check.state() instanceof SagaState.Compensating compensating) {
            return new SagaState.StuckCompensating(data, compensating.cause());
        }
        check.requireState(SagaState.Applying.class);
        return new SagaState.StuckAtPivot(data);
    }

    private static SagaState onClosed(EventCheck check, SagaEvent.Closed event) {
        SagaData data = check.requireAnyState(CAN_CLOSE);
        if (!data.leftApplied().equals(event.leftApplied())) {
            throw check.impossible("the steps left applied are " + data.leftApplied());
        }
        return new SagaState.ClosedByOperator(data, event.reason());
    }

    private static SagaState onCancelled(EventCheck check) {
        return new SagaState.Cancelled(
                check.state() instanceof SagaState.BeforeStart notStarted
                        ? notStarted.submitted()
                        : check.requireAnyState(UNCHANGED).submitted());
    }
}
