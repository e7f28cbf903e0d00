package dev.lockstep.worker.target;

import java.util.LinkedHashSet;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * The targets that nobody uses. Only those that were used last keep their connections open, because a worker with many
 * targets on one server would otherwise hold several connections to each of them. A store for which connections are
 * cheap keeps them.
 */
final class UnusedTargets {
    /** So many targets keep open connections that nobody uses. */
    static final int MAX_CONNECTED = 8;

    private final SequencedSet<ServedTarget> connected = new LinkedHashSet<>();

    /** Adds a target that was just used; it can be in use again. */
    void add(ServedTarget target) {
        ServedTarget oldest = addAndRemoveOldest(target);
        if (oldest != null) {
            oldest.closeIdle();
        }
    }

    private synchronized @Nullable ServedTarget addAndRemoveOldest(ServedTarget target) {
        // It is the last one also if it was in the set before.
        connected.addLast(target);
        return connected.size() > MAX_CONNECTED ? connected.removeFirst() : null;
    }
}
