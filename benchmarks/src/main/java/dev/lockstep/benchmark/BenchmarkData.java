package dev.lockstep.benchmark;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.stack.redis.JedisConnections;
import dev.lockstep.stack.service.LocalSystem;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/** Rows, documents and keys of about a hundred bytes, numbered from 1. */
final class BenchmarkData {

    private static final String PADDING = "x".repeat(60);

    private BenchmarkData() {}

    /** Inserts units into all three stores until each has this number of them. */
    static void insert(LocalSystem system, int units) {
        insertRows(system.mainPostgres(), units);
        insertDocuments(system.mainMongoUri(), units);
        insertKeys(system.mainRedisUri(), units);
    }

    static void insertRows(PostgresDatabase database, int units) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS bench (id int PRIMARY KEY, level int NOT NULL, note text NOT NULL)");
            statement.execute("INSERT INTO bench SELECT n, 0, '%s' FROM generate_series(1, %d) n ON CONFLICT DO NOTHING"
                    .formatted(PADDING, units));
        } catch (SQLException e) {
            throw new IllegalStateException("cannot insert rows into PostgreSQL", e);
        }
    }

    static void insertDocuments(String uri, int units) {
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

    static void insertKeys(String uri, int units) {
        try (Jedis redis = JedisConnections.open(URI.create(uri))) {
            Pipeline pipeline = redis.pipelined();
            for (int id = 1; id <= units; id++) {
                pipeline.set("bench:" + id, "{\"level\":0,\"note\":\"" + PADDING + "\"}");
            }
            pipeline.sync();
        }
    }
}
