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

/** Counts the keys that match a glob, with SCAN. Counts every key once and does not count Lockstep's own keys. */
final class RedisCheckRunner implements CheckRunner {
    private static final int BATCH_SIZE = 1000;
    private final RedisConnections connections;

    RedisCheckRunner(RedisConnections connections) {
        this.connections = connections;
    }

    @Override
    public String run(Verification check, Duration limit) {
        return switch (check.count()) {
            case Verification.Count.Keys(String match) -> Long.toString(count(match, limit));
            case Verification.Count.Documents documents ->
                throw new IllegalArgumentException(
                        "the check counts documents of collection %s, but a Redis target counts keys; expected count: {match: …}"
                                .formatted(documents.collection()));
            case null ->
                throw new IllegalArgumentException(
                        "the check is SQL, but a Redis target counts keys; expected count: {match: …}");
        };
    }

    private long count(String match, Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try (RedisSession session = connections.open()) {
            RedisKeyScan scan = new RedisKeyScan(session, match);
            DistinctKeys distinct = new DistinctKeys();
            List<RedisKey> batch = scan.next(BATCH_SIZE);
            while (!batch.isEmpty()) {
                if (System.nanoTime() - end > 0) {
                    throw new RedisCommandTimeoutException(
                            "counting the keys %s took longer than %d ms".formatted(match, limit.toMillis()));
                }
                batch.forEach(distinct::add);
                batch = scan.next(BATCH_SIZE);
            }
            return distinct.count();
        }
    }
}
