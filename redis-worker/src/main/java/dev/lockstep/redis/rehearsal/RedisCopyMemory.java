package dev.lockstep.redis.rehearsal;

import dev.lockstep.redis.backup.KeyRule;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisKeyScan;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.connection.ServerInfo;
import dev.lockstep.worker.OperationFailed;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/** Refuses a copy that does not fit into the {@code maxmemory} of its server, with what the steps add to it. */
final class RedisCopyMemory {
    private static final int BATCH_SIZE = 1000;
    private static final int SAMPLE_SIZE = 200;
    /** The key, and a copy at its new name or as a pre-image. */
    private static final int COPIES_PER_KEY = 2;
    /** An estimate: a row of the journal has the name of the key, a digest and two expiries. */
    private static final long BYTES_PER_ROW = 250;

    private final RedisSession target;
    private final RedisSession copy;

    RedisCopyMemory(RedisSession target, RedisSession copy) {
        this.target = target;
        this.copy = copy;
    }

    void check(CopiedKeys keys, OptionalInt sample) {
        ServerInfo server = copy.serverInfo();
        long limit = server.number("maxmemory");
        if (limit == 0) {
            return;
        }
        long used = server.number("used_memory");
        long needed = keys.rules().stream()
                .mapToLong(rule -> neededBytes(rule, sample.orElse(Integer.MAX_VALUE)))
                .sum();
        if (used + needed > limit) {
            throw OperationFailed.withoutEffect(
                    "not-enough-memory",
                    "the rehearsal needs about %d bytes; %d of maxmemory %d are used; reduce spec.rehearsal.sample, or name another server with the option rehearsal-url"
                            .formatted(needed, used, limit));
        }
    }

    private long neededBytes(KeyRule rule, int sample) {
        RedisKeyScan scan = new RedisKeyScan(target, rule.match());
        List<RedisKey> batch = scan.next(BATCH_SIZE);
        double average = averageBytes(batch.subList(0, Math.min(SAMPLE_SIZE, batch.size())));
        long keys = 0;
        while (!batch.isEmpty() && keys < sample) {
            keys += batch.size();
            batch = scan.next(BATCH_SIZE);
        }
        return Math.round(Math.min(keys, sample) * (COPIES_PER_KEY * average + BYTES_PER_ROW));
    }

    private double averageBytes(List<RedisKey> keys) {
        return target.<RedisKey, Long>callEach(keys, key -> redis -> redis.memoryUsage(key.bytes())).stream()
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .average()
                .orElse(0);
    }
}
