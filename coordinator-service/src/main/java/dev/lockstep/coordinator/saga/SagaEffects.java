package dev.lockstep.coordinator.saga;

import java.util.ArrayList;
import java.util.List;

/** What must leave the coordinator because something happened; nothing else ever causes an effect. */
public final class SagaEffects {
    private final Dispatches dispatches;

    public SagaEffects(SagaPolicy policy) {
        this.dispatches = new Dispatches(policy.lease());
    }

    /**
     * In the order in which they are to be written.
     *
     * @param before the state in which the event happened, not the one that it led to
     */
    public List<SagaEffect> effectsOf(SagaState before, SagaEvent event) {
        Following in = new Following(before, event);
        return switch (event) {
            case SagaEvent.Submitted _e -> List.of();
            case SagaEvent.Started _e -> List.of(Announcements.started(in.in(SagaState.Queued.class)));
            case SagaEvent.Dispatched e -> List.of(dispatches.send(in, e));
            case SagaEvent.PreflightPassed e -> List.of(new SagaEffect.Settle(e.step(), e.dispatch()));
            case SagaEvent.OfStep e -> ofStep(in, e);
            case SagaEvent.RollbackBegan e -> rollbackBegan(in.in(SagaState.Started.class), e);
            case SagaEvent.RoundOpened e ->
                e.action() == Action.ROLLBACK ? List.of(new SagaEffect.HoldTargets()) : List.of();
            case SagaEvent.Outcome e -> outcome(in.in(SagaState.Submitted.class), e);
        };
    }

    private static List<SagaEffect> ofStep(Following in, SagaEvent.OfStep event) {
        return switch (event) {
            case SagaEvent.Applied e ->
                List.of(
                        new SagaEffect.Settle(e.step(), e.dispatch()),
                        Announcements.applied(in.in(SagaState.Started.class), e));
            case SagaEvent.Finished e -> List.of(new SagaEffect.Settle(e.step(), e.dispatch()));
            case SagaEvent.Compensated e ->
                List.of(
                        new SagaEffect.Settle(e.step(), e.dispatch()),
                        Announcements.compensated(in.in(SagaState.Started.class), e));
            case SagaEvent.AttemptFailed e -> List.of(new SagaEffect.Settle(e.step(), e.dispatch()));
            case SagaEvent.LeaseLapsed e -> List.of(new SagaEffect.Settle(e.step(), e.dispatch()));
            case SagaEvent.RetryScheduled e -> List.of(new SagaEffect.WakeAt(e.step(), e.due()));
            case SagaEvent.Stuck _e -> List.of();
            case SagaEvent.Skipped _e -> List.of();
        };
    }

    private static List<SagaEffect> rollbackBegan(SagaState.Started before, SagaEvent.RollbackBegan event) {
        List<SagaEffect> effects = new ArrayList<>(abandoned(before));
        effects.add(Announcements.rollbackBegan(before, event));
        return effects;
    }

    private static List<SagaEffect> outcome(SagaState.Submitted before, SagaEvent.Outcome event) {
        List<SagaEffect> effects = new ArrayList<>(abandoned(before));
        effects.add(Announcements.outcome(before, event));
        if (!(event instanceof SagaEvent.OperatorNeeded)) {
            effects.add(new SagaEffect.ReleaseTargets());
        }
        return effects;
    }

    /** No answer counts any more to what was outstanding. */
    private static List<SagaEffect> abandoned(SagaState.Submitted before) {
        return before instanceof SagaState.Started started
                ? started.run().outstanding().entrySet().stream()
                        .<SagaEffect>map(entry -> new SagaEffect.Settle(entry.getKey(), entry.getValue()))
                        .toList()
                : List.of();
    }
}
