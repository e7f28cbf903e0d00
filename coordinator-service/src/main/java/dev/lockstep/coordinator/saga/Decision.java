package dev.lockstep.coordinator.saga;

import java.util.List;

/** What a command comes to. */
public sealed interface Decision {
    /** These happen, in this order; none for a message that is late or came twice. */
    record Happens(List<SagaEvent> events) implements Decision {
        public Happens {
            events = List.copyOf(events);
        }
    }

    /** The state does not allow what the person asked for. */
    record Refused(String reason) implements Decision {}

    static Decision nothing() {
        return new Happens(List.of());
    }
}
