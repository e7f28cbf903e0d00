package dev.lockstep.coordinator.orchestration;

import dev.lockstep.coordinator.saga.SagaEvent;
import java.util.List;

/** Told of events once they are committed: to wake who waits, to log and to count. */
@FunctionalInterface
public interface Announcements {
    void committed(Recorded after, List<SagaEvent> events);
}
