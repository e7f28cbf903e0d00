package dev.lockstep.coordinator.target;

import java.util.Iterator;
import java.util.LinkedHashMap;

/**
 * The workers that sent a message within {@link TargetRemoval#MIN_SILENCE}, by the times at which Kafka stored the messages.
 * They do not depend on when a coordinator reads them. Not thread-safe.
 */
final class RecentWorkers {
    private static final long LIMIT_MILLIS = TargetRemoval.MIN_SILENCE.toMillis();

    // The worker with the oldest last message comes first.
    private final LinkedHashMap<String, Long> lastMessages = new LinkedHashMap<>();

    /** Records a message, and drops workers that were silent before it for too long to be asked for again. */
    void add(String worker, long timestamp) {
        lastMessages.putLast(worker, timestamp);
        Iterator<Long> oldest = lastMessages.values().iterator();
        while (oldest.hasNext() && timestamp - oldest.next() >= LIMIT_MILLIS) {
            oldest.remove();
        }
    }

    /** Returns whether the last message of a worker is recent for a message that Kafka stored at this time. */
    boolean contains(String worker, long timestamp) {
        Long last = lastMessages.get(worker);
        return last != null && timestamp - last < LIMIT_MILLIS;
    }
}
