package dev.lockstep.redis.unit;

import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisKeyScan;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.connection.ServerInfo;
import dev.lockstep.worker.OperationFailed;
import java.util.List;
import java.util.Objects;

/** Refuses a step whose copies and journal rows do not fit into the server's {@code maxmemory}. */
final class RedisMemoryCheck {
    private static final int BATCH_SIZE = 1000;
    private static final int SAMPLE_SIZE = 200;
    // An estimate: a row has the key's name, a digest and two expiries, and needs an entry in the hash.
    private static final long BYTES_PER_ROW = 250;
    private final RedisSession session;
    private final KeyPlanner planner;

    RedisMemoryCheck(RedisSession session, KeyPlanner planner) {
        this.session = session;
        this.planner = planner;
    }

    void check(ServerInfo server) {
        long limit = server.number("maxmemory");
        if (limit == 0) {
            return;
        }
        long used = server.number("used_memory");
        long needed = neededBytes();
        if (used + needed > limit) {
            throw OperationFailed.withoutEffect(
                    "not-enough-memory",
                    "the step needs about %d bytes; %d of maxmemory %d are used".formatted(needed, used, limit));
        }
    }

    private long neededBytes() {
        RedisKeyScan scan = new RedisKeyScan(session, planner.match());
        List<RedisKey> batch = scan.next(BATCH_SIZE);
        if (batch.isEmpty()) {
            return 0;
        }
        double average = averageBytes(batch.subList(0, Math.min(SAMPLE_SIZE, batch.size())));
        long keys = 0;
        while (!batch.isEmpty()) {
            keys += batch.size();
            batch = scan.next(BATCH_SIZE);
        }
        return Math.round(keys * (planner.copiesPerKey() * average + BYTES_PER_ROW));
    }

    private double averageBytes(List<RedisKey> sample) {
        return session.<RedisKey, Long>callEach(sample, key -> redis -> redis.memoryUsage(key.bytes())).stream()
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .average()
                .orElse(0);
    }
}
