package dev.lockstep.mongo.target;

import dev.lockstep.worker.HealthIssue;
import dev.lockstep.worker.HealthSignal;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/** The bytes of the cache of MongoDB's storage engine; all 0 if the server does not report them. */
record WiredTigerCache(long max, long used, long dirty) {
    private static final int PERCENT = 100;

    /** Reads the reply to {@code serverStatus}. */
    static WiredTigerCache of(BsonDocument status) {
        BsonDocument engine = status.getDocument("wiredTiger", new BsonDocument());
        BsonDocument cache = engine.getDocument("cache", new BsonDocument());
        return new WiredTigerCache(
                number(cache, "maximum bytes configured"),
                number(cache, "bytes currently in the cache"),
                number(cache, "tracked dirty bytes in the cache"));
    }

    private static long number(BsonDocument cache, String field) {
        return cache.isNumber(field) ? cache.getNumber(field).longValue() : 0;
    }

    List<HealthIssue> issues(MongoHealthLimits limits) {
        List<HealthIssue> issues = new ArrayList<>();
        add(issues, HealthSignal.MEMORY, "of the cache is in use", used, limits.memory());
        add(issues, HealthSignal.DIRTY_CACHE, "of the cache waits to be written", dirty, limits.dirtyCache());
        return issues;
    }

    private void add(
            List<HealthIssue> issues, HealthSignal signal, String subject, long bytes, @Nullable Integer limit) {
        long percent = max == 0 ? 0 : bytes * PERCENT / max;
        if (limit != null && percent > limit) {
            issues.add(new HealthIssue(signal, "%d%% %s, limit %d%%".formatted(percent, subject, limit)));
        }
    }
}
