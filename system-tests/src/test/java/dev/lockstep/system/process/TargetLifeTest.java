package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import tools.jackson.databind.JsonNode;

/** Lockstep is removed from targets of all three stores. */
class TargetLifeTest {
    private static final int REDIS_INDEX = 13;
    private static final String PLAN =
            """
            apiVersion: lockstep.dev/v1
            kind: MigrationPlan
            metadata: {name: before-the-removal}
            spec:
              steps:
                - id: rows
                  target: life-postgres
                  operation: {type: postgres.sql, version: "1", up: "ALTER TABLE items ADD doubled integer; UPDATE items SET doubled = 2 * n", down: "ALTER TABLE items DROP doubled"}
                - id: documents
                  target: life-mongo
                  operation: {type: mongo.update, collection: carts, filter: {}, update: {$set: {version: 2}}}
                - id: keys
                  target: life-redis
                  operation: {type: redis.transform, match: "s0:*", key: {from: "s0:", to: "s1:"}}
            """;

    private final LockstepSystem system = LockstepSystem.shared();

    @AfterEach
    void stopModifiedServices() {
        system.stopModifiedServices();
    }

    private JsonNode uninstall(String target, String query, boolean history) {
        String body = "{\"reason\": \"moved away\", \"history\": %s}".formatted(history);
        return system.api()
                .targets()
                .awaitAnswered(system.api().targets().request(target, "uninstall" + query, body))
                .path("uninstall");
    }

    private static List<String> objectsOfOurs(OwnTargets targets) {
        try (Connection connection = targets.database().connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'lockstep%' UNION ALL"
                                + " SELECT relname FROM pg_class WHERE relname LIKE 'lockstep%'")) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> collectionsOfOurs() {
        try (MongoClient client = MongoClients.create(system.mongo().uri("life"))) {
            return client.getDatabase("life").listCollectionNames().into(new ArrayList<>()).stream()
                    .filter(name -> name.startsWith("lockstep"))
                    .toList();
        }
    }

    private List<String> keysOfOurs() {
        try (Jedis redis = system.redis().connect(REDIS_INDEX)) {
            return List.copyOf(redis.keys("*lockstep*"));
        }
    }

    @Test
    void nothing_of_lockstep_is_left_and_all_data_stays() {
        OwnTargets targets = OwnTargets.create(system, "life", REDIS_INDEX, 40);
        String completed = system.api().submit(PLAN);
        system.api().awaitState(completed, "COMPLETED");
        TargetDigests applied = targets.digests();
        for (String target : List.of(targets.postgres(), targets.mongo(), targets.redis())) {
            JsonNode tried = uninstall(target, "?dryRun=true", true);
            assertThat(tried.at("/notes").toString()).contains("1 migrations could no longer be rolled back");
            JsonNode done = uninstall(target, "", true);
            assertThat(done.path("removed")).isEqualTo(tried.path("removed")).isNotEmpty();
        }
        assertThat(objectsOfOurs(targets)).isEmpty();
        assertThat(collectionsOfOurs()).isEmpty();
        assertThat(keysOfOurs()).isEmpty();
        applied.assertSameAs(targets.digests());
        Waits.await("the targets are gone")
                .until(() -> !system.api().targets().has(targets.postgres())
                        && !system.api().targets().has(targets.mongo())
                        && !system.api().targets().has(targets.redis()));
        assertThat(system.api().refusedRollback(completed)).contains("Lockstep was removed from target");
        assertThat(objectsOfOurs(targets)).isEmpty();
        assertThat(keysOfOurs()).isEmpty();
    }
}
