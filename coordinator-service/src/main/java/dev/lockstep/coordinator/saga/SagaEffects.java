package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.AcceptedDispatch;
import dev.lockstep.contract.protocol.DispatchNumber;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Derives the effects of a transition. Effects have no other cause. */
public final class SagaEffects {
    private final CommandFactory commands;

    public SagaEffects(SagaPolicy policy) {
        this.commands = new CommandFactory(policy.lease());
    }

    /** Returns the effects in the order in which they must be written. A dry run publishes nothing. */
    public List<SagaEffect> effectsOf(Transition transition) {
        Optional<Instant> due = Deadlines.nextDue(transition.newState());
        if (due.equals(Deadlines.nextDue(transition.oldState()))) {
            return effectsOfEvent(transition);
        }
        List<SagaEffect> effects = new ArrayList<>(effectsOfEvent(transition));
        effects.add(new SagaEffect.ScheduleDeadline(due.orElse(null)));
        return effects;
    }

    private List<SagaEffect> effectsOfEvent(Transition transition) {
        EventCheck check = new EventCheck(transition.oldState(), transition.event());
        return switch (transition.event()) {
            case SagaEvent.Submission _e -> effectsOfSubmission(transition);
            case SagaEvent.Approved _e -> scheduleGateCheck(transition);
            case SagaEvent.ApprovedWithDryRun _e -> scheduleGateCheck(transition);
            case SagaEvent.ContractDue _e -> scheduleContract(transition);
            case SagaEvent.ContractConfirmed _e -> scheduleContract(transition);
            case SagaEvent.ContractChecked _e -> List.of();
            case SagaEvent.Enqueued _e -> effectsOfEntry(transition);
            case SagaEvent.Prioritised _e -> List.of(new SagaEffect.MoveToFront());
            case SagaEvent.TargetWithoutWorker _e -> List.of();
            case SagaEvent.Started e -> effectsOfStart(check.requireState(SagaState.Queued.class), e);
            case SagaEvent.Dispatched e -> List.of(new SagaEffect.Send(commands.create(check, e)));
            case SagaEvent.PreflightPassed e -> List.of(new SagaEffect.Settle(e.step(), e.dispatch()));
            case SagaEvent.Rehearsed e -> List.of(new SagaEffect.Settle(e.step(), e.dispatch()));
            case SagaEvent.DryRunReported e -> List.of(new SagaEffect.Settle(e.step(), e.dispatch()));
            case SagaEvent.BackedUp e ->
                List.of(new SagaEffect.Settle(e.step(), e.dispatch()), new SagaEffect.KeepBackup(e.step(), e.result()));
            case SagaEvent.StepEvent e -> effectsOfStep(check, e);
            case SagaEvent.EndpointEvent e -> effectsOfEndpoint(e);
            case SagaEvent.ControlEvent _e -> List.of();
            case SagaEvent.DeadlinePassed _e -> List.of();
            case SagaEvent.RollbackBegan e -> effectsOfRollback(check.requireState(SagaState.Started.class), e);
            case SagaEvent.RollbackRequested e -> effectsOfRequest(transition, e);
            case SagaEvent.RollbackRefused e ->
                Notifications.rollbackRefused(check.requireState(SagaState.RollbackRequested.class), e);
            case SagaEvent.RoundOpened e ->
                e.action() == Action.ROLLBACK ? List.of(new SagaEffect.ClaimTargets()) : List.of();
            case SagaEvent.Outcome e -> effectsOfOutcome(check.requireState(SagaState.Submitted.class), e);
        };
    }

    private static List<SagaEffect> effectsOfSubmission(Transition transition) {
        List<SagaEffect> effects = new ArrayList<>(scheduleContract(transition));
        if (transition.newState() instanceof SagaState.AwaitingApproval state) {
            effects.addAll(Notifications.approvalRequired(state));
        }
        return effects;
    }

    private static List<SagaEffect> scheduleContract(Transition transition) {
        List<SagaEffect> effects = new ArrayList<>(scheduleGateCheck(transition));
        if (transition.newState() instanceof SagaState.AwaitingContract state
                && state.gate().needsChecks()) {
            effects.add(new SagaEffect.AskContractChecks());
        }
        return effects;
    }

    /** The effects of the end of the wait, whatever has ended it. */
    private static List<SagaEffect> endContract(SagaState waiting) {
        return waiting instanceof SagaState.AwaitingContract state
                        && !state.gate().contract().checks().isEmpty()
                ? List.of(new SagaEffect.EndContractChecks())
                : List.of();
    }

    private static List<SagaEffect> effectsOfEndpoint(SagaEvent.EndpointEvent event) {
        return List.of(
                switch (event) {
                    case SagaEvent.EndpointCalled e -> new SagaEffect.CallEndpoint(e.call());
                    case SagaEvent.MaintenanceLeaving e -> new SagaEffect.CallEndpoint(e.call());
                    case SagaEvent.EndpointAnswered e -> endCall(e);
                });
    }

    private static SagaEffect endCall(SagaEvent.EndpointAnswered event) {
        boolean isInMaintenance = event.purpose() == EndpointPurpose.LEAVE_MAINTENANCE
                && !event.answer().passed();
        return new SagaEffect.EndCall(
                event.number(), event.answer(), isInMaintenance ? EndpointCall.LEAVE_AGAIN_INTERVAL : null);
    }

    private static List<SagaEffect> effectsOfEntry(Transition transition) {
        List<SagaEffect> effects = new ArrayList<>();
        effects.add(new SagaEffect.EnterQueue());
        effects.addAll(endContract(transition.oldState()));
        effects.addAll(scheduleGateCheck(transition));
        return effects;
    }

    private static List<SagaEffect> scheduleGateCheck(Transition transition) {
        return transition.newState() instanceof SagaState.BeforeStart state
                ? Gates.of(state.submitted())
                        .nextCheck(state)
                        .<SagaEffect>map(SagaEffect.ScheduleGateCheck::new)
                        .stream()
                        .toList()
                : List.of();
    }

    private static List<SagaEffect> effectsOfRequest(Transition transition, SagaEvent.RollbackRequested event) {
        SagaState.RollbackRequested state =
                new EventCheck(transition.newState(), event).requireState(SagaState.RollbackRequested.class);
        List<SagaEffect> effects = new ArrayList<>();
        effects.add(new SagaEffect.ScheduleGateCheck(state.request().end()));
        effects.addAll(Notifications.approvalRequired(state, event));
        return effects;
    }

    private static List<SagaEffect> effectsOfStart(SagaState.Queued state, SagaEvent.Started event) {
        return state.submitted().mode().appliesSteps()
                ? publish(state, PublicEvents.started(state), event.at())
                : List.of();
    }

    private static List<SagaEffect> publish(SagaState.Submitted state, SagaEffect.Publish published, Instant at) {
        List<SagaEffect> effects = new ArrayList<>();
        effects.add(published);
        effects.addAll(Notifications.of(state, published, at));
        return effects;
    }

    private static List<SagaEffect> effectsOfStep(EventCheck check, SagaEvent.StepEvent event) {
        return switch (event) {
            case SagaEvent.Applied e ->
                List.of(
                        new SagaEffect.Settle(e.step(), e.dispatch()),
                        accepted(check, e.step(), e.dispatch()),
                        PublicEvents.applied(check.requireState(SagaState.Started.class), e));
            case SagaEvent.Finished e ->
                List.of(new SagaEffect.Settle(e.step(), e.dispatch()), accepted(check, e.step(), e.dispatch()));
            case SagaEvent.Compensated e ->
                List.of(
                        new SagaEffect.Settle(e.step(), e.dispatch()),
                        accepted(check, e.step(), e.dispatch()),
                        PublicEvents.compensated(check.requireState(SagaState.Started.class), e));
            case SagaEvent.AttemptFailed e -> List.of(new SagaEffect.Settle(e.step(), e.dispatch()));
            case SagaEvent.LeaseLapsed e -> List.of(new SagaEffect.Settle(e.step(), e.dispatch()));
            case SagaEvent.DispatchStopped e -> List.of(new SagaEffect.Settle(e.step(), e.dispatch()));
            case SagaEvent.RetryScheduled e -> List.of(new SagaEffect.ScheduleRetry(e.step(), e.due()));
            case SagaEvent.WorkerMissing _e -> List.of();
            case SagaEvent.StepDeadlinePassed _e -> List.of();
            case SagaEvent.Stuck _e -> List.of();
            case SagaEvent.Skipped _e -> List.of();
        };
    }

    /** A target reports a result only of a dispatch that has raised its fence. */
    private static SagaEffect accepted(EventCheck check, StepId step, DispatchNumber dispatch) {
        SagaData data = check.requireState(SagaState.Started.class).data();
        TargetName target = data.step(step).target();
        return new SagaEffect.KeepAccepted(
                target,
                new AcceptedDispatch(Objects.requireNonNull(data.identities().get(target)), dispatch));
    }

    private static List<SagaEffect> effectsOfRollback(SagaState.Started state, SagaEvent.RollbackBegan event) {
        List<SagaEffect> effects = new ArrayList<>(settleOutstanding(state));
        effects.addAll(publish(state, PublicEvents.rollbackBegan(state, event), event.at()));
        return effects;
    }

    private static List<SagaEffect> effectsOfOutcome(SagaState.Submitted state, SagaEvent.Outcome event) {
        List<SagaEffect> effects = new ArrayList<>(settleOutstanding(state));
        effects.addAll(endContract(state));
        if (event instanceof SagaEvent.PublicOutcome published
                && state.submitted().mode().appliesSteps()) {
            effects.addAll(publish(state, PublicEvents.outcome(state, published), published.at()));
        }
        if (!(event instanceof SagaEvent.OperatorNeeded)) {
            effects.add(new SagaEffect.ReleaseTargets());
        }
        return effects;
    }

    private static List<SagaEffect> settleOutstanding(SagaState.Submitted state) {
        return state instanceof SagaState.Started started
                ? started.data().outstanding().entrySet().stream()
                        .<SagaEffect>map(entry -> new SagaEffect.Settle(entry.getKey(), entry.getValue()))
                        .toList()
                : List.of();
    }
}
