package dev.lockstep.system.process;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import redis.clients.jedis.Jedis;

/** A few units of what the templates name: exercises, conversations, contexts of users and their states. */
record TemplateData(LockstepSystem system) implements AutoCloseable {
    private static final int UNITS = 20;
    /** 2100-01-01, so that no key expires during a test. */
    private static final long EXPIRES_AT_SECONDS = 4_102_444_800L;

    static TemplateData create(LockstepSystem system) {
        TemplateData data = new TemplateData(system);
        data.close();
        data.sql(
                """
                CREATE TABLE exercises (id integer PRIMARY KEY, user_id integer, exercise_name text,
                    exercise_type text, points_earned integer);
                INSERT INTO exercises
                    SELECT i, i %% 3, 'סקוואט ' || i, 'strength', i FROM generate_series(1, %d) AS i;
                """
                        .formatted(UNITS));
        data.createDocuments();
        data.createKeys();
        return data;
    }

    private void createDocuments() {
        try (MongoClient client = MongoClients.create(system.mongoUri())) {
            MongoDatabase database = client.getDatabase("shop");
            IntStream.range(0, UNITS).forEach(i -> {
                insert(database, "conversations", i % 4 == 0 ? "{_id: %d, schemaVersion: 2}" : "{_id: %d, m: []}", i);
                insert(database, "userContext", "{_id: %d, preferences: {units: 'metric', theme: 'dark'}}", i);
            });
        }
    }

    private static void insert(MongoDatabase database, String collection, String document, int id) {
        database.getCollection(collection, BsonDocument.class)
                .insertOne(BsonDocument.parse(document.replace("%d", Integer.toString(id))));
    }

    private void createKeys() {
        try (Jedis redis = system.redis().connect(0)) {
            IntStream.range(0, UNITS).forEach(i -> {
                redis.set("user_state:" + i, "{\"userId\":%d,\"name\":\"n\",\"legacy\":[1.10]}".formatted(i));
                redis.expireAt("user_state:" + i, EXPIRES_AT_SECONDS + i);
            });
            redis.set("user_state:malformed", "{");
        }
    }

    private void sql(String statements) {
        try (Connection connection = system.targetDatabase().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Removes the data, so that other tests need not read it. */
    @Override
    public void close() {
        sql("DROP TABLE IF EXISTS exercises");
        try (MongoClient client = MongoClients.create(system.mongoUri())) {
            client.getDatabase("shop").getCollection("conversations").drop();
            client.getDatabase("shop").getCollection("userContext").drop();
        }
        try (Jedis redis = system.redis().connect(0)) {
            redis.keys("user_state*").forEach(redis::del);
        }
    }
}
