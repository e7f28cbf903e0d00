package dev.lockstep.redis.journal;

import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisSession;
import java.util.List;

/** Deletes the journal of one step in batches: pre-images before their rows, so that it can be repeated. */
final class RedisStepPurge {
    private static final int BATCH_SIZE = 500;
    private final RedisSession session;
    private final JournalKeys keys;
    private final RedisUnitJournal journal;

    RedisStepPurge(RedisSession session, JournalKeys keys) {
        this.session = session;
        this.keys = keys;
        this.journal = new RedisUnitJournal(session, keys);
    }

    void run() {
        journal.forEachBatch(
                keys.deletedSources(),
                BATCH_SIZE,
                sources -> unlink(sources.stream().map(keys::sourcePreImageOf).toList()));
        journal.forEachBatch(
                keys.conflicts(),
                BATCH_SIZE,
                conflicts -> unlinkPreImages(
                        conflicts.stream().map(JournalKeys::unitOfConflict).toList()));
        journal.forEachBatch(keys.units(), BATCH_SIZE, this::unlinkPreImages);
        unlink(List.of(
                keys.units(),
                keys.skipped(),
                keys.keptSources(),
                keys.deletedSources(),
                keys.conflicts(),
                keys.counts(),
                keys.stepRow()));
    }

    private void unlinkPreImages(List<RedisKey> fields) {
        unlink(fields.stream().map(keys::preImageOf).toList());
        unlink(fields.stream().map(keys::sourcePreImageOf).toList());
    }

    private void unlink(List<RedisKey> unlinkedKeys) {
        if (!unlinkedKeys.isEmpty()) {
            byte[][] names = unlinkedKeys.stream().map(RedisKey::bytes).toArray(byte[][]::new);
            session.call(redis -> redis.unlink(names));
        }
    }
}
