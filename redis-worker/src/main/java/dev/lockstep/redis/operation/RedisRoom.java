package dev.lockstep.redis.operation;

import dev.lockstep.contract.plan.RedisTransform;
import dev.lockstep.contract.protocol.StepFailure.Permanent;
import dev.lockstep.redis.connection.RedisKey;
import dev.lockstep.redis.connection.RedisKeyScan;
import dev.lockstep.redis.connection.RedisSession;
import dev.lockstep.redis.connection.ServerFacts;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Is there memory for the destinations, the pre-images and the journal's rows? Asked only where memory has a limit. */
record RedisRoom(RedisSession session, RedisTransform operation, ServerFacts facts) {
    private static final int BATCH = 1000;
    private static final int WEIGHED = 200;
    // A row names its key, a digest and two moments, and the hash adds its entry.
    private static final long ROW = 250;
    // A destination and a pre-image, of the size of the source at the most.
    private static final long COPIES = 2;

    Optional<Permanent> objection() {
        long limit = facts.number("maxmemory");
        if (limit == 0) {
            return Optional.empty();
        }
        long used = facts.number("used_memory");
        long needed = needed();
        return used + needed <= limit
                ? Optional.empty()
                : Optional.of(Permanent.withoutEffect(
                        "no-room",
                        "the step needs about %d bytes, and %d of maxmemory %d are used"
                                .formatted(needed, used, limit)));
    }

    private long needed() {
        RedisKeyScan scan = new RedisKeyScan(session, operation.match());
        List<RedisKey> batch = scan.next(BATCH);
        if (batch.isEmpty()) {
            return 0;
        }
        double average = weigh(batch.subList(0, Math.min(WEIGHED, batch.size())));
        long keys = 0;
        while (!batch.isEmpty()) {
            keys += batch.size();
            batch = scan.next(BATCH);
        }
        return Math.round(keys * (COPIES * average + ROW));
    }

    private double weigh(List<RedisKey> sample) {
        return session.<RedisKey, Long>askEach(sample, key -> redis -> redis.memoryUsage(key.bytes())).stream()
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .average()
                .orElse(0);
    }
}
