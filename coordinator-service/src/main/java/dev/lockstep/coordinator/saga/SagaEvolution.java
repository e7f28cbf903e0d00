package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.protocol.DispatchNumber;
import java.util.List;
import java.util.Map;

/** Folds events into states; throws {@link ImpossibleHistoryException} on an event that cannot follow. */
public final class SagaEvolution {
    private static final List<Class<? extends SagaState.Started>> COMPLETABLE =
            List.of(SagaState.Applying.class, SagaState.Finishing.class);
    private static final List<Class<? extends SagaState.Started>> CAN_ROLL_BACK =
            List.of(SagaState.Applying.class, SagaState.Finishing.class, SagaState.Completed.class);
    private static final List<Class<? extends SagaState.Started>> CLOSABLE =
            List.of(SagaState.Compensating.class, SagaState.StuckCompensating.class, SagaState.StuckAtPivot.class);

    /** The state after a whole journal. */
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
            case SagaEvent.Submitted e -> submitted(check, e);
            case SagaEvent.Started e -> started(check, e);
            case SagaEvent.Dispatched e -> StepEvolution.dispatched(check, e);
            case SagaEvent.PreflightPassed e -> StepEvolution.preflightPassed(check, e);
            case SagaEvent.StepEvent e -> StepEvolution.evolve(check, e);
            case SagaEvent.RollbackBegan e -> rollbackBegan(check, e);
            case SagaEvent.RoundOpened e -> roundOpened(check, e);
            case SagaEvent.Outcome e -> outcome(check, e);
        };
    }

    private static SagaState submitted(EventCheck check, SagaEvent.Submitted event) {
        check.requireState(SagaState.Unsubmitted.class);
        return new SagaState.Queued(new SubmittedPlan(event.migration(), event.plan(), event.at()));
    }

    private static SagaState started(EventCheck check, SagaEvent.Started event) {
        SagaState.Queued queued = check.requireState(SagaState.Queued.class);
        return new SagaState.Preflight(new SagaData(
                queued.submitted(), event.at(), queued.round(), Map.of(), queued.steps(), DispatchNumber.NONE));
    }

    private static SagaState rollbackBegan(EventCheck check, SagaEvent.RollbackBegan event) {
        SagaData data = check.requireAnyState(CAN_ROLL_BACK);
        return new SagaState.Compensating(
                data.withSteps(SagaEvolution::awaitingCompensation), new Cause(event.step(), event.cause()));
    }

    // Every step that was dispatched to apply is compensated, regardless of its reports.
    private static StepState awaitingCompensation(StepState step) {
        return step instanceof StepState.ApplyDispatched dispatched
                ? new StepState.AwaitingCompensation(dispatched.knownEffect())
                : step;
    }

    private static SagaState roundOpened(EventCheck check, SagaEvent.RoundOpened event) {
        SagaData before = check.requireState(SagaState.Started.class).data();
        if (event.round() != before.round() + 1) {
            throw check.impossible("round %d is open".formatted(before.round()));
        }
        SagaData data = before.withRound(event.round());
        return switch (event.action()) {
            case RETRY -> retried(check.requireState(SagaState.NeedsOperator.class), data);
            case ROLLBACK -> check.requireState(SagaState.Completed.class).with(data);
            case SKIP -> check.requireState(SagaState.StuckCompensating.class).resumed(data);
            case CLOSE -> check.requireState(SagaState.NeedsOperator.class).with(data);
            case CANCEL -> throw check.impossible("cancel opens no round");
        };
    }

    private static SagaState retried(SagaState.NeedsOperator state, SagaData data) {
        return switch (state) {
            case SagaState.StuckCompensating stuck -> stuck.resumed(data.withSteps(SagaEvolution::compensatedAgain));
            case SagaState.StuckAtPivot _stuck -> new SagaState.Applying(data.withSteps(SagaEvolution::appliedAgain));
        };
    }

    private static StepState compensatedAgain(StepState step) {
        return step instanceof StepState.Stuck stuck ? new StepState.AwaitingCompensation(stuck.knownEffect()) : step;
    }

    private static StepState appliedAgain(StepState step) {
        return step instanceof StepState.Stuck ? new StepState.Applying(Attempts.none(Direction.APPLY)) : step;
    }

    private static SagaState outcome(EventCheck check, SagaEvent.Outcome event) {
        return switch (event) {
            case SagaEvent.Completed _e -> completed(check);
            case SagaEvent.RolledBack _e -> rolledBack(check);
            case SagaEvent.OperatorNeeded _e -> operatorNeeded(check);
            case SagaEvent.Closed e -> closed(check, e);
            case SagaEvent.Rejected _e ->
                new SagaState.Rejected(
                        check.requireState(SagaState.Preflight.class).data());
            case SagaEvent.Cancelled _e -> cancelled(check);
        };
    }

    private static SagaState completed(EventCheck check) {
        SagaData data = check.requireAnyState(COMPLETABLE);
        int applied = data.stepsIn(StepState.Applied.class).size()
                + data.stepsIn(StepState.Finished.class).size();
        if (applied != data.steps().size()) {
            throw check.impossible(
                    "%d of %d steps are applied".formatted(applied, data.steps().size()));
        }
        return new SagaState.Completed(data);
    }

    private static SagaState rolledBack(EventCheck check) {
        SagaState.Compensating state = check.requireState(SagaState.Compensating.class);
        if (!state.data().leftApplied().isEmpty()) {
            throw check.impossible("left applied: " + state.data().leftApplied());
        }
        return new SagaState.RolledBack(state.data(), state.cause());
    }

    private static SagaState operatorNeeded(EventCheck check) {
        SagaData data = check.requireState(SagaState.InFlight.class).data();
        if (data.stepsIn(StepState.Stuck.class).isEmpty()) {
            throw check.impossible("no step is stuck");
        }
        return check.state() instanceof SagaState.Compensating compensating
                ? new SagaState.StuckCompensating(data, compensating.cause())
                : new SagaState.StuckAtPivot(
                        check.requireState(SagaState.Applying.class).data());
    }

    private static SagaState closed(EventCheck check, SagaEvent.Closed event) {
        SagaData data = check.requireAnyState(CLOSABLE);
        if (!data.leftApplied().equals(event.leftApplied())) {
            throw check.impossible("left applied: " + data.leftApplied());
        }
        return new SagaState.ClosedByOperator(data, event.reason());
    }

    private static SagaState cancelled(EventCheck check) {
        return new SagaState.Cancelled(
                check.state() instanceof SagaState.Queued queued
                        ? queued.submitted()
                        : check.requireState(SagaState.Preflight.class).submitted());
    }
}
