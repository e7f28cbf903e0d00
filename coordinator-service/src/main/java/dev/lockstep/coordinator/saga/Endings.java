package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.plan.PlanMaintenance;
import dev.lockstep.contract.protocol.Actor;
import java.time.Instant;

/** Ends rounds: with an outcome at once, or after the application has left maintenance. */
final class Endings {
    private Endings() {}

    static Decision end(EventBuilder events, SagaEvent.Outcome outcome) {
        if (!(events.state() instanceof SagaState.Unsettled unsettled)
                || !unsettled.data().endpoints().inMaintenance()) {
            return events.add(outcome).decision();
        }
        PlanMaintenance maintenance = unsettled.data().maintenance().orElseThrow();
        return events.add(new SagaEvent.MaintenanceLeaving(
                        events.nextCall(
                                EndpointPurpose.LEAVE_MAINTENANCE, maintenance.endpoint(), null, maintenance.within()),
                        outcome,
                        events.context().at()))
                .decision();
    }

    /** Ends a migration that has changed nothing. */
    static Decision cancel(EventBuilder events, Actor actor, String reason) {
        return end(
                events, new SagaEvent.Cancelled(actor, reason, events.context().at()));
    }

    /** The outcome at the time at which it really comes. */
    static SagaEvent.Outcome at(SagaEvent.Outcome outcome, Instant at) {
        return switch (outcome) {
            case SagaEvent.Completed e -> new SagaEvent.Completed(at, e.contract());
            case SagaEvent.RolledBack _e -> new SagaEvent.RolledBack(at);
            case SagaEvent.OperatorNeeded _e -> new SagaEvent.OperatorNeeded(at);
            case SagaEvent.Closed e -> new SagaEvent.Closed(e.leftApplied(), e.actor(), e.reason(), at);
            case SagaEvent.DryRunCompleted _e -> new SagaEvent.DryRunCompleted(at);
            case SagaEvent.RehearsalCompleted _e -> new SagaEvent.RehearsalCompleted(at);
            case SagaEvent.Rejected _e -> new SagaEvent.Rejected(at);
            case SagaEvent.Cancelled e -> new SagaEvent.Cancelled(e.actor(), e.reason(), at);
        };
    }
}
