package dev.lockstep.redis.unit;

import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.unit.RedisScanPages.Filter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Requests the keys of a sweep and their values in batches, so that one batch is read while another is planned. */
final class SweepReads {
    private final RedisScanPages pages;
    private final RedisValueReader values;
    private final KeyPlanner planner;
    private final int batchSize;
    private List<RedisKey> unread = List.of();

    SweepReads(RedisScanPages pages, RedisValueReader values, KeyPlanner planner, int batchSize) {
        this.pages = pages;
        this.values = values;
        this.planner = planner;
        this.batchSize = batchSize;
    }

    /** Starts a sweep. */
    void start(Filter filter) {
        pages.start(filter);
    }

    /** The number of keys that the sweep will have returned at its end; absent while too little is scanned. */
    @Nullable Long estimatedTotal() {
        return pages.estimate().total();
    }

    /** Requests the next batch; an empty batch at the end of the scan. */
    Batch next() {
        Set<RedisKey> keys = new LinkedHashSet<>(unread);
        keys.addAll(pages.next(Math.max(0, batchSize - unread.size())));
        unread = List.of();
        return request(List.copyOf(keys));
    }

    /**
     * Requests contended keys. They are requested after the scan and not ahead of their use, so that little time passes
     * between reading and writing a key.
     */
    Batch nextContended(ContendedKeys contended) {
        return request(contended.next(batchSize));
    }

    private Batch request(List<RedisKey> keys) {
        return new Batch(keys, keys.isEmpty() || !planner.readsValues() ? null : values.request(keys));
    }

    /** Waits for the values of the batch. Keys whose values did not fit are part of the next batch. */
    Values valuesOf(Batch batch) {
        if (batch.request() == null) {
            return new Values(batch.keys(), Collections.nCopies(batch.keys().size(), new KeyValue.NotRead()));
        }
        List<KeyValue> read = values.valuesOf(batch.request());
        unread = new ArrayList<>(batch.keys().subList(read.size(), batch.keys().size()));
        return new Values(batch.keys().subList(0, read.size()), read);
    }

    /** Keys whose values are requested, unless the operation does not need values. */
    record Batch(List<RedisKey> keys, RedisSession.@Nullable SubmittedList request) {
        boolean isEmpty() {
            return keys.isEmpty();
        }
    }

    /** Keys with their values. */
    record Values(List<RedisKey> keys, List<KeyValue> values) {}
}
