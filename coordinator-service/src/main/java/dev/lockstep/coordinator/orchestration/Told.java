package dev.lockstep.coordinator.orchestration;

import dev.lockstep.coordinator.saga.SagaEvent;
import java.util.List;

/** What became of a command to the saga. */
public sealed interface Told {
    /** These are in the journal now; none for a message that was late or came twice. */
    record Happened(Recorded after, List<SagaEvent> events) implements Told {
        public Happened {
            events = List.copyOf(events);
        }
    }

    /** The state does not allow it. */
    record Refused(String reason) implements Told {}

    /** No such migration is known. */
    record Unknown() implements Told {}
}
