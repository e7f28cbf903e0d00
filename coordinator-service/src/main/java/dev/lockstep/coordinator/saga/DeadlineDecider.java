package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.Actor;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides when a deadline of the plan has passed: what is applied is rolled back, and a migration that has changed
 * nothing is cancelled. A compensation has no deadline.
 */
final class DeadlineDecider {
    private DeadlineDecider() {}

    /** Decides in a state without a question to an endpoint. */
    static Decision decide(SagaState.InFlight state, SagaCommand.CheckDeadlines command) {
        EventBuilder events = new EventBuilder(state, command.context());
        Optional<Instant> due = Deadlines.nextDue(state)
                .filter(next -> !next.isAfter(command.context().at()));
        if (due.isEmpty()) {
            return Decision.noChange();
        }
        Optional<Map.Entry<StepId, Instant>> step = state.data().deadlines().passedStep(due.get());
        return step.isPresent() ? rollBack(step.get(), events) : end(addPassed(due.get(), events), events);
    }

    private static Decision rollBack(Map.Entry<StepId, Instant> passed, EventBuilder events) {
        StepId step = passed.getKey();
        SagaEvent.StepDeadlinePassed event = new SagaEvent.StepDeadlinePassed(
                step,
                Objects.requireNonNull(events.data().step(step).deadline()),
                passed.getValue(),
                events.context().at());
        return CompensationPlanner.rollBack(events.add(event), step, event.failure());
    }

    private static Decision end(String reason, EventBuilder events) {
        return events.data().leftApplied().isEmpty()
                ? Endings.cancel(events, Actor.coordinator(), reason)
                : CompensationPlanner.rollBack(events, reason);
    }

    /** Adds that the deadline of the migration has passed, and returns what ends it; empty if none has passed. */
    static Optional<String> passed(EventBuilder events) {
        return Deadlines.nextDue(events.state())
                .filter(due -> !due.isAfter(events.context().at()))
                .map(due -> addPassed(due, events));
    }

    private static String addPassed(Instant due, EventBuilder events) {
        SagaEvent.DeadlinePassed event = new SagaEvent.DeadlinePassed(
                Objects.requireNonNull(events.data().submitted().plan().spec().deadline()),
                due,
                events.context().at());
        events.add(event);
        return event.reason();
    }
}
