package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.lockstep.stack.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.params.RestoreParams;
import tools.jackson.databind.JsonNode;

/** Databases of all three stores go back to an earlier state, as after an asynchronous failover or a restore. */
class LostWritesTest {
    private static final int REDIS_INDEX = 14;
    private static final String COPY = "lost_copy";

    private final LockstepSystem system = LockstepSystem.shared();

    @AfterEach
    void stopModifiedServices() {
        system.stopModifiedServices();
    }

    private static String plan(String name, int number) {
        return """
                apiVersion: lockstep.dev/v1
                kind: MigrationPlan
                metadata: {name: lost-%3$s}
                spec:
                  steps:
                    - id: rows
                      target: lost-postgres
                      operation: {type: postgres.sql, version: "%1$d", up: "ALTER TABLE items ADD n%1$d integer; UPDATE items SET n%1$d = 2 * n", down: "ALTER TABLE items DROP n%1$d"}
                    - id: documents
                      target: lost-mongo
                      operation: {type: mongo.update, collection: carts, filter: {}, update: {$set: {n%1$d: 2}}}
                    - id: keys
                      target: lost-redis
                      operation: {type: redis.transform, match: "s%2$d:*", key: {from: "s%2$d:", to: "s%1$d:"}}
                """
                .formatted(number, number - 1, name);
    }

    /** The whole content of the three databases, with the journals. */
    private final class Content {
        private final OwnTargets targets;
        private final Map<String, List<BsonDocument>> collections = new HashMap<>();
        private final Map<String, byte[]> keys = new HashMap<>();

        Content(OwnTargets targets) {
            this.targets = targets;
            copy(targets.database().name(), COPY);
            mongo(database -> database.listCollectionNames()
                    .forEach(name -> collections.put(
                            name,
                            database.getCollection(name, BsonDocument.class)
                                    .find()
                                    .into(new ArrayList<>()))));
            try (Jedis redis = system.redis().connect(REDIS_INDEX)) {
                redis.keys("*").forEach(key -> keys.put(key, redis.dump(key)));
            }
        }

        private void copy(String from, String to) {
            PostgresDatabase database = targets.database();
            try (Connection connection = system.postgres().admin().connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP DATABASE IF EXISTS %s WITH (FORCE)".formatted(to));
                statement.execute("ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(from));
                statement.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'".formatted(from));
                statement.execute("CREATE DATABASE %s TEMPLATE %s OWNER %s".formatted(to, from, database.username()));
                statement.execute("ALTER DATABASE %s ALLOW_CONNECTIONS true".formatted(from));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private void mongo(Consumer<MongoDatabase> use) {
            try (MongoClient client = MongoClients.create(system.mongo().uri("lost"))) {
                use.accept(client.getDatabase("lost"));
            }
        }

        void putBack() {
            copy(COPY, targets.database().name());
            mongo(database -> collections.forEach((name, documents) -> {
                database.getCollection(name).deleteMany(new BsonDocument());
                if (!documents.isEmpty()) {
                    database.getCollection(name, BsonDocument.class).insertMany(documents);
                }
            }));
            try (Jedis redis = system.redis().connect(REDIS_INDEX)) {
                redis.flushDB();
                keys.forEach((key, value) -> redis.restore(key, 0, value, RestoreParams.restoreParams()));
            }
        }
    }

    private JsonNode check(String target) {
        return system.api()
                .targets()
                .awaitAnswered(system.api().targets().request(target, "drift", "{}"))
                .path("drift");
    }

    @Test
    void are_recognised_at_the_next_dispatch_and_put_on_by_an_operator() {
        OwnTargets targets = OwnTargets.create(system, "lost", REDIS_INDEX, 40);
        List<String> names = List.of(targets.postgres(), targets.mongo(), targets.redis());
        system.api().awaitState(system.api().submit(plan("first", 1)), "COMPLETED");
        Content content = new Content(targets);
        TargetDigests before = targets.digests();
        system.api().awaitState(system.api().submit(plan("second", 2)), "COMPLETED");
        TargetDigests after = targets.digests();

        content.putBack();
        before.assertSameAs(targets.digests());
        JsonNode refused = system.api().awaitState(system.api().submit(plan("refused", 2)), "REJECTED");
        assertThat(refused.toString()).contains("journal-behind", "it has lost writes");
        before.assertSameAs(targets.digests());

        for (String target : names) {
            assertThat(check(target).toString()).contains("\"kind\":\"fence\"");
            system.api().targets().acknowledgeDrift(target);
        }
        String again = system.api().submit(plan("again", 2));
        system.api().awaitState(again, "COMPLETED");
        after.assertSameAs(targets.digests());
        system.api().act(again, "rollback", "{\"reason\": \"test\"}");
        system.api().awaitState(again, "ROLLED_BACK");
        before.assertSameAs(targets.digests());
    }
}
