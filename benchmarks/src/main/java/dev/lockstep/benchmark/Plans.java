package dev.lockstep.benchmark;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The plans of the measurements. Each plan has a new name and version, because the coordinator runs a plan only once.
 */
final class Plans {

    private static final AtomicLong NUMBER = new AtomicLong();

    private Plans() {}

    /** A plan with a step on each target of a set, for the rows, documents and keys that match the other arguments. */
    static String threeSteps(String set, String rows, String document, String keys) {
        return plan(sql(set, rows) + mongo(set, document) + redis(set, keys));
    }

    /** A plan for the first set whose step on PostgreSQL fails after the steps on the other stores. */
    static String lastStepFails() {
        return plan(mongo("main", "{_id: 1}") + redis("main", "bench:1") + sql("main", "id = 1 / 0"));
    }

    /** A plan that changes one row of the first set. */
    static String sqlStep() {
        return plan(sql("main", "id = 1"));
    }

    /** A plan that changes every row of a table of the first set. */
    static String allRows() {
        return plan(sql("main", "true"));
    }

    /** A plan that changes every row of a table of a set. */
    static String allRows(String set) {
        return plan(sql(set, "true"));
    }

    /** The plan, with a label. */
    static String labelled(String plan, String key, String value) {
        return plan.replace("\nspec:", "\n  labels: {%s: %s}\nspec:".formatted(key, value));
    }

    /** The plan, with a backup before its steps. */
    static String backedUp(String plan) {
        return plan.replace("spec:\n", "spec:\n  backup: {before: true}\n");
    }

    /** The plan, whose rehearsal copies all units. */
    static String rehearsedCompletely(String plan) {
        return plan.replace("spec:\n", "spec:\n  rehearsal: {required: true, all: true}\n");
    }

    /** A plan that sets one constant field in all documents of a collection. */
    static String constantField(String collection) {
        return plan(
                """
                    - id: documents
                      target: main-mongo
                      operation:
                        type: mongo.update
                        collection: %s
                        filter: {schemaVersion: {$exists: false}}
                        update: {$set: {schemaVersion: 1}}
                """
                        .formatted(collection));
    }

    /** A plan that copies all keys {@code user_state:*} to {@code user_state_v2:*} with two more members. */
    static String copyUserStates() {
        return plan(
                """
                    - id: keys
                      target: main-redis
                      operation:
                        type: redis.transform
                        match: "user_state:*"
                        key: {from: "user_state:", to: "user_state_v2:"}
                        json:
                          when: {absent: /v2_features}
                          set:
                            /v2_features: {enhancedTracking: true, aiInsights: true, socialFeatures: false}
                            /schemaVersion: 2
                """);
    }

    /** A plan that renames a field in all documents of {@code bench_step}. */
    static String renamedField() {
        return plan(
                """
                    - id: documents
                      target: main-mongo
                      operation: {type: mongo.rename-field, collection: bench_step, from: note, to: remark}
                """);
    }

    /** A plan that lets all keys {@code user_state:*} expire. */
    static String expiringKeys() {
        return plan(
                """
                    - id: keys
                      target: main-redis
                      operation: {type: redis.expire, match: "user_state:*", set: 7d}
                """);
    }

    /** A plan that sets a JSON member in the values of all keys {@code user_state:*}. */
    static String userStateLevels() {
        return plan(redis("main", RedisBenchmark.SOURCE + "*"));
    }

    /** A plan that builds an index on column {@code note} of a table. */
    static String index(String table) {
        return plan(
                """
                    - id: index
                      target: main-postgres
                      operation: {type: postgres.create-index, table: %s, name: bench_NUMBER, columns: [note]}
                """
                        .formatted(table));
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
