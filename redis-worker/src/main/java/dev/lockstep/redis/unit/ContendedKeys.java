package dev.lockstep.redis.unit;

import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.worker.Masking;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;

/** Keys that an application changed after they were read. They are read again at the end of the scan. */
final class ContendedKeys {
    private static final int MAX_ATTEMPTS = 100;
    private final Masking masking;
    private final Map<RedisKey, Integer> attempts = new HashMap<>();
    // SCAN may return a key twice, and the key may then be found changed in two batches.
    private final SequencedSet<RedisKey> waiting = new LinkedHashSet<>();

    ContendedKeys(Masking masking) {
        this.masking = masking;
    }

    /** Adds a key that must be read again; throws at the 100th attempt to write the key. */
    void add(RedisKey key) {
        if (!waiting.add(key)) {
            return;
        }
        int attempt = attempts.merge(key, 1, Integer::sum);
        if (attempt >= MAX_ATTEMPTS) {
            throw UnitFailures.contended(key, attempt, masking);
        }
    }

    /** Removes and returns up to {@code size} keys. */
    List<RedisKey> next(int size) {
        List<RedisKey> batch = new ArrayList<>();
        while (batch.size() < size && !waiting.isEmpty()) {
            batch.add(waiting.removeFirst());
        }
        return batch;
    }
}
