package dev.lockstep.redis.unit;

import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisKeyScan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Returns the keys of one sweep in batches. Contended keys come last, in small batches, so that little time passes
 * between reading and writing a key.
 */
final class SweepKeys {
    private final RedisKeyScan scan;
    private final UnaryOperator<List<RedisKey>> filter;
    private final ContendedKeys contended;
    private final int batchSize;

    /**
     * @param filter removes the keys that the step has handled
     */
    SweepKeys(RedisKeyScan scan, UnaryOperator<List<RedisKey>> filter, ContendedKeys contended, int batchSize) {
        this.scan = scan;
        this.filter = filter;
        this.contended = contended;
        this.batchSize = batchSize;
    }

    /**
     * Returns the next batch; empty at the end of the sweep.
     *
     * @param unread keys of the previous batch that were not read; the next batch starts with them
     */
    List<RedisKey> next(List<RedisKey> unread) {
        List<RedisKey> batch = new ArrayList<>(unread);
        int wanted = Math.max(0, batchSize - unread.size());
        List<RedisKey> scanned = scan.next(wanted);
        batch.addAll(filter.apply(scanned));
        while (batch.isEmpty() && !scanned.isEmpty()) {
            scanned = scan.next(wanted);
            batch.addAll(filter.apply(scanned));
        }
        return batch.isEmpty() ? contended.next(batchSize) : batch;
    }
}
