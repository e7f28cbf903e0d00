package dev.lockstep.coordinator.outbox;

import dev.lockstep.contract.protocol.MigrationId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the public events of each migration in order: an event is sent once Kafka has the previous one. An event whose
 * predecessor another coordinator or the relay has yet to send is not sent from memory.
 */
final class EventOrder {
    private static final int MAX_KEPT = 4096;
    private final Map<MigrationId, Deque<OutboxRow>> inOrder = new HashMap<>();
    private final Map<MigrationId, Long> lastPublished = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<MigrationId, Long> eldest) {
            return size() > MAX_KEPT;
        }
    };

    /** Who sends a row, and when. */
    enum Admission {
        NOW,
        /** {@link #published} returns the row once Kafka has the previous event. */
        AFTER_PREVIOUS,
        /** The relay, because another coordinator or the relay has yet to send the previous event. */
        BY_RELAY
    }

    /** Returns when the row can be sent. An event that must wait for the previous one is kept until then. */
    synchronized Admission admit(OutboxRow row) {
        Long sequence = row.message().sequence();
        if (sequence == null) {
            return Admission.NOW;
        }
        Deque<OutboxRow> unpublished = inOrder.get(row.migration());
        if (unpublished != null) {
            if (!isNext(unpublished.getLast().message().sequence(), sequence)) {
                return Admission.BY_RELAY;
            }
            unpublished.addLast(row);
            return Admission.AFTER_PREVIOUS;
        }
        if (!row.followsPublished() && !isNext(lastPublished.getOrDefault(row.migration(), 0L), sequence)) {
            return Admission.BY_RELAY;
        }
        inOrder.put(row.migration(), new ArrayDeque<>(List.of(row)));
        return Admission.NOW;
    }

    private static boolean isNext(@Nullable Long previous, long sequence) {
        return previous != null && previous + 1 == sequence;
    }

    /** Returns the event that can be sent after this row, which Kafka has. */
    synchronized List<OutboxRow> published(OutboxRow row) {
        Long sequence = row.message().sequence();
        if (sequence == null) {
            return List.of();
        }
        lastPublished.put(row.migration(), sequence);
        Deque<OutboxRow> unpublished = inOrder.getOrDefault(row.migration(), new ArrayDeque<>());
        unpublished.remove(row);
        if (unpublished.isEmpty()) {
            inOrder.remove(row.migration());
            return List.of();
        }
        return List.of(unpublished.getFirst());
    }

    /** Leaves this event and the ones behind it to the relay. */
    synchronized void abandon(OutboxRow row) {
        if (row.isOrdered()) {
            inOrder.remove(row.migration());
        }
    }
}
