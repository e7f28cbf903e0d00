package dev.lockstep.coordinator.saga;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.DispatchNumber;
import java.time.Instant;

/** What must leave the saga because something happened; written in the same transaction as the event. */
public sealed interface SagaEffect {
    /**
     * Send this as it is.
     *
     * @param attempt for people and metrics
     */
    record Send(Command command, int attempt) implements SagaEffect {}

    /** No more is expected of this dispatch: its lease ends. */
    record Settle(StepId step, DispatchNumber dispatch) implements SagaEffect {}

    /** Say {@link SagaCommand.Wake} for the step once it is due. */
    record WakeAt(StepId step, Instant due) implements SagaEffect {}

    /** Tell the subscribers. */
    record Publish(int round, MigrationEvent event) implements SagaEffect {}

    /** Take the targets again, all of them or fail: a settled migration is put back. */
    record HoldTargets() implements SagaEffect {}

    /** Let the next migration have the targets. */
    record ReleaseTargets() implements SagaEffect {}
}
