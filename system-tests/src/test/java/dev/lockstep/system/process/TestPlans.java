package dev.lockstep.system.process;

import dev.lockstep.contract.json.LockstepJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicLong;

/** Plans for {@link TestData}. Each plan has a unique name and a unique version. */
final class TestPlans {
    private static final AtomicLong NEXT = new AtomicLong();
    private static final String INCREMENT_ROWS = "UPDATE items SET n = n + 1";

    private TestPlans() {}

    /** Increments every row and document and renames every key, in this order. */
    static String allStores() {
        return plan(rowsStep(INCREMENT_ROWS) + DOCUMENTS_STEP + KEYS_STEP);
    }

    /** The plan of {@link #allStores}, with a backup. */
    static String allStoresWithBackup() {
        return allStores().replace("spec:\n", "spec:\n  backup: {before: true}\n");
    }

    /** The plan of {@link #allStores} with everything around its steps: dry run, backup, maintenance and smoke test. */
    static String wholeProcedure(String endpoint) {
        return allStores()
                .replace(
                        "spec:\n",
                        """
                        spec:
                          dryRun: {required: true}
                          backup: {before: true, keep: 1h}
                          maintenance: {endpoint: %s}
                          smokeTests: [{endpoint: %s, within: 1s}]
                        """
                                .formatted(endpoint, endpoint));
    }

    /** A plan of the directory {@code examples}, with this endpoint in place of all of its own. */
    static String example(String name, String endpoint) {
        try {
            return Files.readString(LockstepSystem.PROJECT.resolve("examples").resolve(name))
                    .replaceAll("endpoint: [a-z-]+", "endpoint: " + endpoint);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The plan of {@link #allStores}, but the check of its third step fails after all keys are written. */
    static String thirdStoreFails() {
        return plan(rowsStep(INCREMENT_ROWS) + DOCUMENTS_STEP + KEYS_STEP_WITH_FAILING_CHECK);
    }

    /**
     * Increments every row and writes the first twenty documents in a new form. The contract steps rename every key, when
     * no document has the old form.
     */
    static String expandContract() {
        return plan(rowsStep(INCREMENT_ROWS) + FIRST_DOCUMENTS_STEP + KEYS_STEP + "      phase: contract\n")
                .replace(
                        "spec:\n",
                        """
                        spec:
                          contract:
                            checks:
                              - target: main-mongo
                                count: {collection: carts, filter: {schemaVersion: {$exists: false}}}
                                equals: 0
                        """);
    }

    /**
     * Increments every row, in a script that sleeps, and every document, and adds a new member to every key. It can be
     * applied after other plans of this kind.
     */
    static Increments.Increment increment(int seconds) {
        return increment(seconds == 0 ? rowsStep(INCREMENT_ROWS) : slowRowsStep(seconds));
    }

    /** The same, with a first step that waits until nobody else holds this advisory lock of the database. */
    static Increments.Increment incrementAfter(long lock) {
        return increment(rowsStep("""
                SELECT pg_advisory_xact_lock(%d);
                          %s"""
                .formatted(lock, INCREMENT_ROWS)));
    }

    private static Increments.Increment increment(String rows) {
        String member = "by" + NEXT.incrementAndGet();
        String keys =
                """
                    - id: keys
                      target: main-redis
                      operation: {type: redis.transform, match: "session:*", json: {set: {/%s: 1}}}
                """
                        .formatted(member);
        return new Increments.Increment(plan(rows + INCREMENT_DOCUMENTS_STEP + keys), member);
    }

    /** Increments every row in a script that sleeps between two statements. */
    static String slowRows(int seconds) {
        return plan(slowRowsStep(seconds));
    }

    /** Increments every row slowly, then every document. */
    static String slowRowsThenDocuments(int seconds) {
        return plan(slowRowsStep(seconds) + DOCUMENTS_STEP);
    }

    /** Runs a script in PostgreSQL. */
    static String script(String up, String down) {
        return plan(
                """
                    - id: script
                      target: main-postgres
                      operation:
                        type: postgres.sql
                        version: "%d"
                        up: %s
                        down: %s
                """
                        .formatted(
                                NEXT.incrementAndGet(),
                                LockstepJson.messages().writeValueAsString(up),
                                LockstepJson.messages().writeValueAsString(down)));
    }

    private static String plan(String steps) {
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

    private static String slowRowsStep(int seconds) {
        return rowsStep(
                """
                UPDATE items SET n = n + 1 WHERE id %% 2 = 0;
                          SELECT pg_sleep(%d);
                          UPDATE items SET n = n + 1 WHERE id %% 2 = 1"""
                        .formatted(seconds));
    }

    private static String rowsStep(String up) {
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

    private static final String DOCUMENTS_STEP =
            """
                - id: documents
                  target: main-mongo
                  operation:
                    type: mongo.update
                    collection: carts
                    filter: {}
                    update: {$inc: {n: 1}, $set: {seen: true}}
            """;
    private static final String INCREMENT_DOCUMENTS_STEP =
            """
                - id: documents
                  target: main-mongo
                  operation: {type: mongo.update, collection: carts, filter: {}, update: {$inc: {n: 1}}}
            """;
    private static final String FIRST_DOCUMENTS_STEP =
            """
                - id: documents
                  target: main-mongo
                  operation:
                    type: mongo.update
                    collection: carts
                    filter: {_id: {$lte: 20}, schemaVersion: {$exists: false}}
                    update: {$set: {schemaVersion: 2}}
            """;
    private static final String KEYS_STEP =
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
    private static final String KEYS_STEP_WITH_FAILING_CHECK =
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
