package dev.lockstep.coordinator.outbox;

import java.util.List;
import java.util.SequencedMap;

/** Sends rows where they are to go. */
public interface Publisher {
    /** What became of each row, in the order in which they were given; returns within a bounded time. */
    SequencedMap<OutboxRow, Sending> publish(List<OutboxRow> rows);
}
