package dev.lockstep.redis.unit;

import dev.lockstep.redis.connection.RedisKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Plans the changes of keys that were read, in portions: an edit can write much more than it reads, and the worker holds
 * all values of a portion in memory.
 */
final class PlannedChanges {
    /** A portion ends with the change that reaches this number of bytes. */
    static final long MAX_BYTES = 16_000_000;

    private final KeyPlanner planner;
    private final SweepReads.Values read;
    private int next;

    PlannedChanges(KeyPlanner planner, SweepReads.Values read) {
        this.planner = planner;
        this.read = read;
    }

    boolean hasNext() {
        return next < read.keys().size();
    }

    /** Returns the changes of the next keys; fewer than keys if some need no change. */
    List<KeyChange> nextPortion() {
        List<KeyChange> changes = new ArrayList<>(read.keys().size() - next);
        long bytes = 0;
        while (hasNext() && bytes < MAX_BYTES) {
            RedisKey key = read.keys().get(next);
            Optional<KeyChange> change = planner.plan(key, read.values().get(next));
            change.ifPresent(changes::add);
            bytes += change.map(ChangeBatches::bytesOf).orElse(0L);
            next++;
        }
        return changes;
    }
}
