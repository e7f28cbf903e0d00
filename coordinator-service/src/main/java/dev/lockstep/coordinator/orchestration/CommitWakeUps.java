package dev.lockstep.coordinator.orchestration;

import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.schedule.WakeUp;
import java.util.List;

/** Wakes the outbox relay after every commit, and the migration starter after commits that change the queue. */
final class CommitWakeUps implements CommitListener {
    private final WakeUp relay;
    private final WakeUp starter;

    CommitWakeUps(WakeUp relay, WakeUp starter) {
        this.relay = relay;
        this.starter = starter;
    }

    @Override
    public void onCommit(VersionedState newState, List<SagaEvent> events) {
        relay.signal();
        if (events.stream().anyMatch(CommitWakeUps::changesQueue)) {
            starter.signal();
        }
    }

    private static boolean changesQueue(SagaEvent event) {
        return event instanceof SagaEvent.Submitted || event instanceof SagaEvent.Outcome;
    }
}
