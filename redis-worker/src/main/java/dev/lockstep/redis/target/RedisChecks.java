package dev.lockstep.redis.target;

import dev.lockstep.contract.plan.Verification;
import dev.lockstep.redis.connection.RedisConnections;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisKeyScan;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.worker.CheckRunner;
import io.lettuce.core.RedisCommandTimeoutException;
import java.time.Duration;
import java.util.List;

/** Counts keys by SCAN, each once however often the server tells it, and none of Lockstep's own. */
final class RedisChecks implements CheckRunner {
    private static final int BATCH = 1000;
    private final RedisConnections connections;

    RedisChecks(RedisConnections connections) {
        this.connections = connections;
    }

    @Override
    public String run(Verification check, Duration limit) {
        return switch (check.count()) {
            case Verification.Count.Keys(String match) -> Long.toString(count(match, limit));
            case Verification.Count.Documents documents ->
                throw new IllegalArgumentException(
                        "a Redis target has no collection %s".formatted(documents.collection()));
            case null -> throw new IllegalArgumentException("a Redis target takes no SQL");
        };
    }

    private long count(String match, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try (RedisSession session = connections.open()) {
            RedisKeyScan scan = new RedisKeyScan(session, match);
            DistinctKeys seen = new DistinctKeys();
            List<RedisKey> batch = scan.next(BATCH);
            while (!batch.isEmpty()) {
                if (System.nanoTime() - end > 0) {
                    throw new RedisCommandTimeoutException("counting %s took longer than %s".formatted(match, limit));
                }
                batch.forEach(seen::add);
                batch = scan.next(BATCH);
            }
            return seen.count();
        }
    }
}
