package dev.lockstep.coordinator.application;

import java.util.concurrent.atomic.AtomicInteger;

/** Plans in YAML for the tests of the running application. */
final class TestPlans {
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private TestPlans() {}

    static String newName() {
        return "plan-" + COUNTER.incrementAndGet();
    }

    /** A plan with one step. */
    static String singleStep(String name, String target) {
        return """
                apiVersion: lockstep.dev/v1
                kind: MigrationPlan
                metadata: {name: %s}
                spec:
                  steps:
                    - id: only
                      target: %s
                      operation:
                        type: postgres.sql
                        version: "1"
                        up: SELECT 1
                        down: SELECT 2
                """
                .formatted(name, target);
    }

    /** A plan with one step that has limits of its own. */
    static String withLimits(String name, String target) {
        return singleStep(name, target)
                .replace("      operation:", "      retry: {attempts: 4}\n      deadline: 30m\n      operation:");
    }

    /** A plan with one step for each store. */
    static String threeStores(String name) {
        return """
                apiVersion: lockstep.dev/v1
                kind: MigrationPlan
                metadata:
                  name: %s
                  labels: {ticket: SB-142}
                spec:
                  steps:
                    - id: rows
                      target: main-postgres
                      operation:
                        type: postgres.sql
                        version: "1"
                        up: ALTER TABLE exercises ADD difficulty_level int;
                        down: ALTER TABLE exercises DROP difficulty_level;
                      verify:
                        - sql: SELECT count(*) FROM exercises WHERE difficulty_level IS NOT NULL
                          equals: 0
                    - id: documents
                      target: main-mongo
                      operation:
                        type: mongo.update
                        collection: conversations
                        filter: {schemaVersion: {$exists: false}}
                        update: {$set: {schemaVersion: 1}}
                    - id: keys
                      target: main-redis
                      operation:
                        type: redis.transform
                        match: "user_state:*"
                        key: {from: "user_state:", to: "user_state_v2:"}
                """
                .formatted(name);
    }
}
