package dev.lockstep.coordinator.orchestration;

import dev.lockstep.coordinator.saga.SagaEvent;
import java.util.List;

/** Called after a transaction that appended events has committed. */
@FunctionalInterface
public interface CommitListener {
    void onCommit(VersionedState newState, List<SagaEvent> events);
}
