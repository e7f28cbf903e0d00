package dev.lockstep.coordinator.orchestration;

import dev.lockstep.coordinator.saga.CommandContext;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.Transition;

/**
 * A transition and the command that caused it.
 *
 * @param sequence the sequence of the event in the journal of its migration
 */
record RecordedTransition(long sequence, Transition transition, CommandContext context) {
    SagaEvent event() {
        return transition.event();
    }
}
