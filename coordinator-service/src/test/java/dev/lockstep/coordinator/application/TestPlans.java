package dev.lockstep.coordinator.application;

import java.util.concurrent.atomic.AtomicInteger;

/** Plans for the running application. */
final class TestPlans {
    private static final AtomicInteger COUNTER = new AtomicInteger();

    private TestPlans() {}

    static String newName() {
        return "plan-" + COUNTER.incrementAndGet();
    }

    /** One step on one target. */
    static String single(String name, String target) {
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

    /** One step in each of the three stores. */
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
                        up: ALTER TABLE t ADD c int;
                        down: ALTER TABLE t DROP c;
                      verify:
                        - sql: SELECT count(*) FROM t
                          equals: 0
                    - id: documents
                      target: main-mongo
                      operation:
                        type: mongo.update
                        collection: c
                        filter: {v: {$exists: false}}
                        update: {$set: {v: 1}}
                    - id: keys
                      target: main-redis
                      operation:
                        type: redis.transform
                        match: "a:*"
                        key: {from: "a:", to: "b:"}
                """
                .formatted(name);
    }
}
