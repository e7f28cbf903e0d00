package dev.lockstep.coordinator.saga;

import java.util.ArrayList;
import java.util.List;

/** Derives the effects of a transition. Nothing else causes an effect. */
public final class SagaEffects {
    private final CommandFactory commands;

    public SagaEffects(SagaPolicy policy) {
        this.commands = new CommandFactory(policy.lease());
    }

    /** The effects in the order in which they are written. */
    public List<SagaEffect> effectsOf(Transition transition) {
        EventCheck before = new EventCheck(transition.before(), transition.event());
        return switch (transition.event()) {
            case SagaEvent.Submitted _e -> List.of();
            case SagaEvent.Started _e -> List.of(PublicEvents.started(before.requireState(SagaState.Queued.class)));
            case SagaEvent.Dispatched e -> List.of(new SagaEffect.Send(commands.command(before, e)));
            case SagaEvent.PreflightPassed e -> List.of(new SagaEffect.Settle(e.step(), e.dispatch()));
            case SagaEvent.StepEvent e -> ofStep(before, e);
            case SagaEvent.RollbackBegan e -> rollbackBegan(before.requireState(SagaState.Started.class), e);
            case SagaEvent.RoundOpened e ->
                e.action() == Action.ROLLBACK ? List.of(new SagaEffect.ClaimTargets()) : List.of();
            case SagaEvent.Outcome e -> outcome(before.requireState(SagaState.Submitted.class), e);
        };
    }

    private static List<SagaEffect> ofStep(EventCheck before, SagaEvent.StepEvent event) {
        return switch (event) {
            case SagaEvent.Applied e ->
                List.of(
                        new SagaEffect.Settle(e.step(), e.dispatch()),
                        PublicEvents.applied(before.requireState(SagaState.Started.class), e));
            case SagaEvent.Finished e -> List.of(new SagaEffect.Settle(e.step(), e.dispatch()));
            case SagaEvent.Compensated e ->
                List.of(
                        new SagaEffect.Settle(e.step(), e.dispatch()),
                        PublicEvents.compensated(before.requireState(SagaState.Started.class), e));
            case SagaEvent.AttemptFailed e -> List.of(new SagaEffect.Settle(e.step(), e.dispatch()));
            case SagaEvent.LeaseLapsed e -> List.of(new SagaEffect.Settle(e.step(), e.dispatch()));
            case SagaEvent.RetryScheduled e -> List.of(new SagaEffect.ScheduleRetry(e.step(), e.due()));
            case SagaEvent.Stuck _e -> List.of();
            case SagaEvent.Skipped _e -> List.of();
        };
    }

    private static List<SagaEffect> rollbackBegan(SagaState.Started before, SagaEvent.RollbackBegan event) {
        List<SagaEffect> effects = new ArrayList<>(settleOutstanding(before));
        effects.add(PublicEvents.rollbackBegan(before, event));
        return effects;
    }

    private static List<SagaEffect> outcome(SagaState.Submitted before, SagaEvent.Outcome event) {
        List<SagaEffect> effects = new ArrayList<>(settleOutstanding(before));
        effects.add(PublicEvents.outcome(before, event));
        if (!(event instanceof SagaEvent.OperatorNeeded)) {
            effects.add(new SagaEffect.ReleaseTargets());
        }
        return effects;
    }

    private static List<SagaEffect> settleOutstanding(SagaState.Submitted before) {
        return before instanceof SagaState.Started started
                ? started.data().outstanding().entrySet().stream()
                        .<SagaEffect>map(entry -> new SagaEffect.Settle(entry.getKey(), entry.getValue()))
                        .toList()
                : List.of();
    }
}
