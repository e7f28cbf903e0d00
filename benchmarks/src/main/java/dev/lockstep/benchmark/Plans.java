package dev.lockstep.benchmark;

import java.util.concurrent.atomic.AtomicLong;

/** The plans of the measurements. Each plan has a new name and version, because the coordinator runs a plan only once. */
final class Plans {

    private static final AtomicLong NUMBER = new AtomicLong();

    private Plans() {}

    /** A plan with a step on each target of a set, for the rows, documents and keys that match the other arguments. */
    static String threeSteps(String set, String rows, String document, String keys) {
        return plan(sql(set, rows) + mongo(set, document) + redis(set, keys));
    }

    static String sqlOnAllRows() {
        return plan(sql("main", "true"));
    }

    static String mongoOnAllDocuments() {
        return plan(mongo("main", "{}"));
    }

    static String redisOnAllKeys() {
        return plan(redis("main", "bench:*"));
    }

    private static String plan(String steps) {
        long number = NUMBER.incrementAndGet();
        return """
                apiVersion: lockstep.dev/v1
                kind: MigrationPlan
                metadata:
                  name: bench-NUMBER
                spec:
                  steps:
                """
                .concat(steps)
                .replace("NUMBER", Long.toString(number));
    }

    private static String sql(String set, String rows) {
        return """
                    - id: rows
                      target: %s-postgres
                      operation:
                        type: postgres.sql
                        version: "1.NUMBER"
                        up: UPDATE bench SET level = level + 1 WHERE %s
                        down: UPDATE bench SET level = level - 1 WHERE %s
                """
                .formatted(set, rows, rows);
    }

    private static String mongo(String set, String filter) {
        return """
                    - id: documents
                      target: %s-mongo
                      operation:
                        type: mongo.update
                        collection: bench
                        filter: %s
                        update: {$inc: {level: 1}}
                """
                .formatted(set, filter);
    }

    private static String redis(String set, String match) {
        return """
                    - id: keys
                      target: %s-redis
                      operation:
                        type: redis.transform
                        match: "%s"
                        json: {set: {/level: NUMBER}}
                """
                .formatted(set, match);
    }
}
