package dev.lockstep.benchmark;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.stack.redis.RedisConnection;
import dev.lockstep.stack.service.LocalSystem;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;

/** Rows, documents and keys of a hundred bytes or so, numbered from 1. */
final class Seed {

    private static final String PADDING = "x".repeat(60);

    private Seed() {}

    /** One unit in each store. */
    static void main(LocalSystem system) {
        rows(system.mainPostgres(), 1);
        documents(system.mainMongoUri(), 1);
        keys(system.mainRedisUri(), 1);
    }

    /** Units up to this number, beside those that are there. */
    static void upTo(LocalSystem system, int units) {
        rows(system.mainPostgres(), units);
        documents(system.mainMongoUri(), units);
        keys(system.mainRedisUri(), units);
    }

    static void rows(PostgresDatabase database, int units) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS bench (id int PRIMARY KEY, level int NOT NULL, note text NOT NULL)");
            statement.execute("INSERT INTO bench SELECT n, 0, '%s' FROM generate_series(1, %d) n ON CONFLICT DO NOTHING"
                    .formatted(PADDING, units));
        } catch (SQLException e) {
            throw new IllegalStateException("cannot seed PostgreSQL", e);
        }
    }

    static void documents(String uri, int units) {
        try (MongoClient client = MongoClients.create(uri)) {
            String database = uri.substring(uri.lastIndexOf('/') + 1);
            MongoCollection<Document> bench = client.getDatabase(database).getCollection("bench");
            List<Document> missing = IntStream.rangeClosed((int) bench.countDocuments() + 1, units)
                    .mapToObj(id -> new Document("_id", id).append("level", 0).append("note", PADDING))
                    .toList();
            if (!missing.isEmpty()) {
                bench.insertMany(missing);
            }
        }
    }

    static void keys(String uri, int units) {
        try (RedisConnection connection = RedisConnection.open(URI.create(uri))) {
            connection.callAll(IntStream.rangeClosed(1, units)
                    .mapToObj(id -> set("bench:" + id, "{\"level\":0,\"note\":\"" + PADDING + "\"}"))
                    .toList());
        }
    }

    private static byte[][] set(String key, String value) {
        return Stream.of("SET", key, value)
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new);
    }
}
