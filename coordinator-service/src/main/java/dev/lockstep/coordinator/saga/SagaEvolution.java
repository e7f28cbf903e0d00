package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.DispatchNumber;
import java.util.Map;

/** Folds what happened into where the migration stands; an event that cannot follow throws. */
public final class SagaEvolution {
    private final StepEvolution steps = new StepEvolution();
    private final DispatchEvolution dispatches = new DispatchEvolution();
    private final OutcomeEvolution outcomes = new OutcomeEvolution();

    /** The state that a whole journal tells of. */
    public SagaState fold(Iterable<SagaEvent> history) {
        SagaState state = SagaState.none();
        for (SagaEvent event : history) {
            state = evolve(state, event);
        }
        return state;
    }

    public SagaState evolve(SagaState state, SagaEvent event) {
        Following following = new Following(state, event);
        return switch (event) {
            case SagaEvent.Submitted e -> submitted(following, e);
            case SagaEvent.Started e -> started(following, e);
            case SagaEvent.Dispatched e -> dispatches.evolve(following, e);
            case SagaEvent.PreflightPassed e -> steps.passed(following, e);
            case SagaEvent.OfStep e -> steps.evolve(following, e);
            case SagaEvent.RollbackBegan e -> rollbackBegan(following, e);
            case SagaEvent.RoundOpened e -> roundOpened(following, e);
            case SagaEvent.Outcome e -> outcomes.evolve(following, e);
        };
    }

    private static SagaState submitted(Following following, SagaEvent.Submitted event) {
        following.in(SagaState.Unsubmitted.class);
        return new SagaState.Queued(new Posted(event.migration(), event.plan(), event.at()));
    }

    private static SagaState started(Following following, SagaEvent.Started event) {
        SagaState.Queued queued = following.in(SagaState.Queued.class);
        return new SagaState.Preflight(
                new Run(queued.posted(), event.at(), queued.round(), Map.of(), queued.steps(), DispatchNumber.NONE));
    }

    private static SagaState rollbackBegan(Following following, SagaEvent.RollbackBegan event) {
        Run run = following.in(SagaState.Forward.class).run();
        return new SagaState.Compensating(run.mapping(StepTurn::around), new Cause(event.step(), event.cause()));
    }

    private static SagaState roundOpened(Following following, SagaEvent.RoundOpened event) {
        Run before = following.in(SagaState.Started.class).run();
        if (event.round() != before.round() + 1) {
            throw following.impossible("round %d is open".formatted(before.round()));
        }
        Run run = before.inRound(event.round());
        return switch (event.action()) {
            case RETRY -> retried(following.in(SagaState.NeedsOperator.class), run);
            case ROLLBACK -> following.in(SagaState.Completed.class).with(run);
            case SKIP -> following.in(SagaState.StuckCompensating.class).resumed(run);
            case CLOSE -> following.in(SagaState.NeedsOperator.class).with(run);
            case CANCEL -> throw following.impossible("a cancelled migration ends in the round that is open");
        };
    }

    private static SagaState retried(SagaState.NeedsOperator state, Run run) {
        return switch (state) {
            case SagaState.StuckCompensating stuck -> stuck.resumed(run.mapping(StepTurn::backAgain));
            case SagaState.StuckAtPivot _stuck -> new SagaState.Applying(run.mapping(StepTurn::forwardAgain));
        };
    }
}
