package dev.lockstep.redis.backup;

import java.util.ArrayList;
import java.util.List;

/** Keys that one script restores: of limited number and, unless it is only one key, of limited size. */
final class RestoreBatch {
    /** Limits the time during which the script blocks the server. */
    private static final int MAX_BYTES = 1_000_000;

    private final int maxKeys;
    private final List<KeyEntry> entries = new ArrayList<>();
    private long bytes;

    RestoreBatch(int maxKeys) {
        this.maxKeys = maxKeys;
    }

    boolean hasRoomFor(KeyEntry entry) {
        return entries.isEmpty() || (entries.size() < maxKeys && bytes + entry.bytes() <= MAX_BYTES);
    }

    void add(KeyEntry entry) {
        entries.add(entry);
        bytes += entry.bytes();
    }

    List<KeyEntry> entries() {
        return entries;
    }
}
