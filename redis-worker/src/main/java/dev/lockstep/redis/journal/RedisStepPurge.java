package dev.lockstep.redis.journal;

import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.worker.PurgeListener;
import dev.lockstep.worker.PurgedRows;
import io.lettuce.core.RedisCommandExecutionException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Deletes the journal of one step in batches: pre-images before their rows, so that it can be repeated, and the step's
 * row last. Each batch is a few short commands; the server frees the memory of large values in the background.
 */
final class RedisStepPurge {
    private static final int BATCH_SIZE = 500;
    private static final int SAMPLE_SIZE = 10;
    private final RedisSession session;
    private final JournalKeys keys;
    private final RedisUnitJournal journal;
    private final PurgeListener listener;
    private PurgedRows purged = PurgedRows.NONE;

    RedisStepPurge(RedisSession session, JournalKeys keys, PurgeListener listener) {
        this.session = session;
        this.keys = keys;
        this.journal = new RedisUnitJournal(session, keys);
        this.listener = listener;
    }

    PurgedRows run() {
        purge(keys.deletedSources(), source -> Stream.of(keys.sourcePreImageOf(source)));
        purge(keys.conflicts(), conflict -> preImagesOf(JournalKeys.unitOfConflict(conflict)));
        purge(keys.units(), this::preImagesOf);
        purge(keys.skipped(), _ -> Stream.empty());
        purge(keys.keptSources(), _ -> Stream.empty());
        long rows = unlink(List.of(keys.stepRow()));
        unlink(List.of(keys.counts()));
        purged = purged.plus(new PurgedRows(rows, 0));
        return purged;
    }

    private Stream<RedisKey> preImagesOf(RedisKey field) {
        return Stream.of(keys.preImageOf(field), keys.sourcePreImageOf(field));
    }

    private void purge(RedisKey hash, Function<RedisKey, Stream<RedisKey>> preImages) {
        journal.forEachBatch(hash, listener.batchSize(BATCH_SIZE), fields -> {
            List<RedisKey> values = fields.stream().flatMap(preImages).toList();
            long bytes = estimatedBytes(hash, fields, values);
            unlink(values);
            purged = purged.plus(new PurgedRows(delete(hash, fields), bytes));
            listener.removed(purged);
        });
    }

    private long delete(RedisKey hash, List<RedisKey> fields) {
        byte[][] names = fields.stream().map(RedisKey::bytes).toArray(byte[][]::new);
        return session.call(redis -> redis.hdel(hash.bytes(), names));
    }

    private long estimatedBytes(RedisKey hash, List<RedisKey> fields, List<RedisKey> preImages) {
        List<RedisKey> sampledFields = sample(fields);
        List<RedisKey> sampledImages = sample(preImages);
        long rows =
                sampledFields.stream().mapToLong(field -> field.bytes().length).sum()
                        + session
                                .<RedisKey, Long>callEach(
                                        sampledFields, field -> redis -> redis.hstrlen(hash.bytes(), field.bytes()))
                                .stream()
                                .mapToLong(Long::longValue)
                                .sum();
        return scaled(rows, sampledFields.size(), fields.size())
                + scaled(memoryOf(sampledImages), sampledImages.size(), preImages.size());
    }

    private static List<RedisKey> sample(List<RedisKey> all) {
        return all.subList(0, Math.min(SAMPLE_SIZE, all.size()));
    }

    private static long scaled(long bytes, int sampled, int all) {
        return sampled == 0 ? 0 : bytes * all / sampled;
    }

    private long memoryOf(List<RedisKey> sample) {
        try {
            return session
                    .<RedisKey, @Nullable Long>callEach(sample, key -> redis -> redis.memoryUsage(key.bytes()))
                    .stream()
                    .filter(Objects::nonNull)
                    .mapToLong(Long::longValue)
                    .sum();
        } catch (RedisCommandExecutionException _notPermitted) {
            return 0;
        }
    }

    private long unlink(List<RedisKey> unlinkedKeys) {
        if (unlinkedKeys.isEmpty()) {
            return 0;
        }
        byte[][] names = unlinkedKeys.stream().map(RedisKey::bytes).toArray(byte[][]::new);
        return session.call(redis -> redis.unlink(names));
    }
}
