package dev.lockstep.coordinator.orchestration;

import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.schedule.WakeUp;
import java.util.List;

/** Wakes the migration starter after commits that release targets, or that add a migration to the queue. */
final class CommitWakeUps implements CommitListener {
    private final WakeUp starter;

    CommitWakeUps(WakeUp starter) {
        this.starter = starter;
    }

    @Override
    public void onCommit(VersionedState newState, List<SagaEvent> events) {
        if (events.stream()
                .anyMatch(event -> event instanceof SagaEvent.Outcome
                        || event instanceof SagaEvent.Enqueued
                        || event instanceof SagaEvent.Prioritised)) {
            starter.signal();
        }
    }
}
