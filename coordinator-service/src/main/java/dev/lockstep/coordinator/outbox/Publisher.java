package dev.lockstep.coordinator.outbox;

import java.util.List;
import java.util.SequencedMap;

/** Publishes outbox rows. */
public interface Publisher {
    /** Publishes the rows and returns the result of each, in the same order, within a bounded time. */
    SequencedMap<OutboxRow, PublishResult> publish(List<OutboxRow> rows);
}
