package dev.lockstep.coordinator.outbox;

import java.util.List;
import java.util.SequencedMap;

/** Publishes outbox rows to subscribers and workers. */
public interface Publisher {
    /** Publishes the rows within a limited time and returns the result of each row, in the same order. */
    SequencedMap<OutboxRow, PublishResult> publish(List<OutboxRow> rows);
}
