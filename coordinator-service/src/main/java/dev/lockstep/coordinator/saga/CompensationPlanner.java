package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.StepFailure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Starts a rollback, dispatches its compensations, and ends it. */
final class CompensationPlanner {
    private CompensationPlanner() {}

    /** Rolls back because a step failed. */
    static Decision rollBack(EventBuilder events, StepId step, StepFailure failure) {
        return rollBack(
                events, step, "step \"%s\" failed with %s: %s".formatted(step, failure.code(), failure.message()));
    }

    /** Rolls back because an operator requested it. */
    static Decision rollBack(EventBuilder events) {
        return rollBack(events, null, events.context().reason());
    }

    /** Begins the rollback of a completed migration. */
    static Decision rollBackAsRequested(EventBuilder events) {
        SagaState.RollbackOpened state = (SagaState.RollbackOpened) events.state();
        return next(events.add(new SagaEvent.RollbackBegan(
                null,
                state.cause().reason(),
                state.requester(),
                events.context().at())));
    }

    /** Rolls back because a smoke test failed or an operator requested it meanwhile. */
    static Decision rollBack(EventBuilder events, String cause) {
        return rollBack(events, null, cause);
    }

    private static Decision rollBack(EventBuilder events, @Nullable StepId step, String cause) {
        CommandContext context = events.context();
        return next(events.add(new SagaEvent.RollbackBegan(step, cause, context.actor(), context.at())));
    }

    /**
     * Dispatches the next compensations. If none is left or in progress, asks the next smoke test of a rollback whose
     * steps are all compensated, or ends the round. Does nothing while the migration is paused.
     */
    static Decision next(EventBuilder events) {
        if (events.data().control().isPaused()) {
            return events.decision();
        }
        events.dispatchAll(new StepSchedule(events.data()).toCompensate(), Direction.COMPENSATE);
        SagaData data = events.data();
        return data.stepsIn(StepState.InProgress.class).isEmpty() ? afterLast(data, events) : events.decision();
    }

    private static Decision afterLast(SagaData data, EventBuilder events) {
        SagaEvent.Outcome outcome = outcome(data, events.context().at());
        if (outcome instanceof SagaEvent.OperatorNeeded) {
            return events.add(outcome).decision();
        }
        return outcome instanceof SagaEvent.RolledBack ? testOrEnd(events, outcome) : Endings.end(events, outcome);
    }

    // A migration that a failed step or smoke test rolls back is not tested again.
    private static Decision testOrEnd(EventBuilder events, SagaEvent.Outcome outcome) {
        return Optional.of(events.data())
                .filter(data -> data.endpoints().procedure() == Procedure.ROLLBACK)
                .flatMap(SagaData::nextSmokeTest)
                .map(test -> events.call(test).decision())
                .orElseGet(() -> Endings.end(events, outcome));
    }

    private static SagaEvent.Outcome outcome(SagaData data, Instant at) {
        if (!data.stepsIn(StepState.Stuck.class).isEmpty()) {
            return new SagaEvent.OperatorNeeded(at);
        }
        SequencedMap<StepId, StepState.Skipped> skipped = data.stepsIn(StepState.Skipped.class);
        if (skipped.isEmpty()) {
            return new SagaEvent.RolledBack(at);
        }
        StepState.Skipped last = skipped.lastEntry().getValue();
        return new SagaEvent.Closed(List.copyOf(skipped.keySet()), last.actor(), last.reason(), at);
    }
}
