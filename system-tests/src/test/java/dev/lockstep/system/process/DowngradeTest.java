package dev.lockstep.system.process;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.stack.service.LockstepService;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Downgrades of ten migrations over three stores, through all processes. */
class DowngradeTest {
    private static final int MIGRATIONS = 10;
    private static final int UNITS = 200;
    private static final String REASON = "{\"reason\": \"test\"}";
    private final LockstepSystem system = LockstepSystem.shared();

    @AfterEach
    void stopModifiedServices() {
        system.stopModifiedServices();
    }

    /** A plan that changes two or three of the stores, so that any two plans share a target. */
    private static String plan(OwnTargets targets, int number) {
        StringBuilder steps = new StringBuilder(
                """
                    - id: rows
                      target: %1$s
                      operation:
                        type: postgres.sql
                        version: "%2$d"
                        up: |
                          ALTER TABLE items ADD COLUMN c%2$d integer NOT NULL DEFAULT %2$d;
                          UPDATE items SET n = n + %2$d;
                        down: |
                          UPDATE items SET n = n - %2$d;
                          ALTER TABLE items DROP COLUMN c%2$d;
                """
                        .formatted(targets.postgres(), number));
        if (number % 3 != 0) {
            steps.append(
                    """
                        - id: documents
                          target: %1$s
                          operation:
                            type: mongo.update
                            collection: carts
                            filter: {}
                            update: {$inc: {n: %2$d}, $set: {f%2$d: true}}
                          onConflict: fail
                    """
                            .formatted(targets.mongo(), number));
        }
        if (number % 3 != 1) {
            int before = redisMigrationsBefore(number);
            steps.append(
                    """
                        - id: keys
                          target: %1$s
                          operation:
                            type: redis.transform
                            match: "s%2$d:*"
                            key: {from: "s%2$d:", to: "s%3$d:"}
                            source: delete
                            json: {set: {/v%3$d: true}}
                    """
                            .formatted(targets.redis(), before, before + 1));
        }
        return """
                apiVersion: lockstep.dev/v1
                kind: MigrationPlan
                metadata: {name: %s-%d}
                spec:
                  steps:
                """
                        .formatted(targets.name(), number)
                + steps;
    }

    private static int redisMigrationsBefore(int number) {
        return (int)
                IntStream.range(1, number).filter(earlier -> earlier % 3 != 1).count();
    }

    /** Runs the plans one after the other, and returns the ids of their migrations and the digests before each. */
    private void migrate(OwnTargets targets, List<String> ids, List<TargetDigests> before) {
        for (int number = 1; number <= MIGRATIONS; number++) {
            before.add(targets.digests());
            String id = system.api().submit(plan(targets, number));
            system.api().awaitState(id, "COMPLETED");
            ids.add(id);
        }
    }

    private static long rolledBack(JsonNode downgrade) {
        return downgrade
                .path("migrations")
                .valueStream()
                .filter(migration -> migration.path("state").asString().equals("ROLLED_BACK"))
                .count();
    }

    @Test
    void to_base_makes_every_store_as_it_was_although_the_coordinator_is_killed() {
        OwnTargets targets = OwnTargets.create(system, "downa", 11, UNITS);
        List<String> ids = new ArrayList<>();
        List<TargetDigests> before = new ArrayList<>();
        migrate(targets, ids, before);
        String id = system.api().downgrades().start(targets.postgres(), "base");
        JsonNode between = system.api().downgrades().await(id, downgrade -> rolledBack(downgrade) >= 3);
        system.instance(LockstepService.COORDINATOR).kill();
        assertThat(between.path("state").asString())
                .as("the kill must happen before the end of the downgrade")
                .isEqualTo("RUNNING");
        system.restartKilled(LockstepService.COORDINATOR);
        JsonNode ended = system.api().downgrades().awaitState(id, "COMPLETED");
        assertThat(rolledBack(ended)).isEqualTo(MIGRATIONS);
        assertThat(ended.path("migrations")
                        .valueStream()
                        .map(migration -> migration.path("migration").asString()))
                .containsExactlyElementsOf(ids.reversed());
        before.getFirst().assertSameAs(targets.digests());
        system.api().assertAuditTrailHas("downgrades/" + id);
    }

    @Test
    void that_stops_for_an_operator_continues_to_the_version_when_it_is_resumed() {
        OwnTargets targets = OwnTargets.create(system, "downb", 12, UNITS);
        List<String> ids = new ArrayList<>();
        List<TargetDigests> before = new ArrayList<>();
        migrate(targets, ids, before);
        targets.carts(carts -> carts.updateOne(eq("_id", 7), set("f5", "of an application")));
        String id = system.api().downgrades().start(targets.postgres(), "2");
        JsonNode stopped = system.api().downgrades().awaitState(id, "STOPPED");
        String stuck = ids.get(4);
        assertThat(stopped.path("finding").asString()).contains(stuck, "needs an operator");
        assertThat(stopped.path("partlyRolledBack").asString())
                .startsWith("5 of 8 migrations are rolled back; " + stuck)
                .endsWith("2 are still completed");
        targets.carts(carts -> carts.updateOne(eq("_id", 7), set("f5", true)));
        system.api().act(stuck, "retry", REASON);
        system.api().awaitState(stuck, "ROLLED_BACK");
        system.api().downgrades().resume(id);
        system.api().downgrades().awaitState(id, "COMPLETED");
        before.get(2).assertSameAs(targets.digests());
        assertThat(system.api().stateOf(ids.get(1))).isEqualTo("COMPLETED");
    }
}
