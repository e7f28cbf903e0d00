package dev.lockstep.coordinator.orchestration;

import dev.lockstep.coordinator.saga.SagaEvent;
import java.util.List;

/** Called after a transaction with events has committed. */
@FunctionalInterface
public interface CommitListener {
    void committed(VersionedState after, List<SagaEvent> events);
}
