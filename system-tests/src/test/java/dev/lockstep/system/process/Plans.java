package dev.lockstep.system.process;

import java.util.concurrent.atomic.AtomicLong;

/** Plans over the data of a {@link Shop}, each under a name and a version that no other test has. */
final class Plans {
    private static final AtomicLong NEXT = new AtomicLong();

    private Plans() {}

    /** Adds one to every row, document and key, each in its store, in that order. */
    static String addOneEverywhere() {
        return plan(addOneToRows("UPDATE items SET n = n + 1") + ADD_ONE_TO_DOCUMENTS + MOVE_KEYS);
    }

    /** The same, but for a third store whose check finds what it must not find, once all its keys are written. */
    static String addOneUntilTheThirdStoreFails() {
        return plan(addOneToRows("UPDATE items SET n = n + 1") + ADD_ONE_TO_DOCUMENTS + KEYS_WITH_A_CHECK_THAT_FAILS);
    }

    /** Adds one to every row in a script that takes its time between two halves. */
    static String addOneToRowsSlowly(int seconds) {
        return plan(addOneToRows(
                """
                UPDATE items SET n = n + 1 WHERE id %% 2 = 0;
                          SELECT pg_sleep(%d);
                          UPDATE items SET n = n + 1 WHERE id %% 2 = 1"""
                        .formatted(seconds)));
    }

    /** Whatever steps, under a fresh name. */
    static String plan(String steps) {
        return """
               apiVersion: lockstep.dev/v1
               kind: MigrationPlan
               metadata: {name: plan-%d}
               spec:
                 steps:
               """
                        .formatted(NEXT.incrementAndGet())
                + steps;
    }

    static String addOneToRows(String up) {
        return """
                   - id: rows
                     target: main-postgres
                     operation:
                       type: postgres.sql
                       version: "%d"
                       up: |
                         %s;
                       down: UPDATE items SET n = n - 1;
               """
                .formatted(NEXT.incrementAndGet(), up);
    }

    static final String ADD_ONE_TO_DOCUMENTS =
            """
                - id: documents
                  target: main-mongo
                  operation:
                    type: mongo.update
                    collection: carts
                    filter: {}
                    update: {$inc: {n: 1}, $set: {seen: true}}
            """;

    static final String MOVE_KEYS =
            """
                - id: keys
                  target: main-redis
                  operation:
                    type: redis.transform
                    match: "session:*"
                    key: {from: "session:", to: "session_v2:"}
                    source: delete
                    json: {set: {/schemaVersion: 2}}
            """;

    private static final String KEYS_WITH_A_CHECK_THAT_FAILS =
            """
                - id: keys
                  target: main-redis
                  operation:
                    type: redis.transform
                    match: "session:*"
                    key: {from: "session:", to: "session_v2:"}
                    json: {set: {/schemaVersion: 2}}
                  verify:
                    - count: {match: "session_v2:*"}
                      atMost: 0
            """;
}
