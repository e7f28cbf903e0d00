package dev.lockstep.benchmark;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.stack.redis.JedisConnections;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bson.Document;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/** Units with 256 hexadecimal digits each, which gzip halves. */
final class SafeguardData {

    private static final int BATCH = 10_000;
    private static final int BYTES = 128;

    private SafeguardData() {}

    static void insertRows(PostgresDatabase database, int rows) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS bench");
            statement.execute("CREATE TABLE bench (id int PRIMARY KEY, level int NOT NULL, note text NOT NULL)");
            statement.execute("INSERT INTO bench SELECT i, 0, (SELECT string_agg(md5(i || ' ' || part), '')"
                    + " FROM generate_series(1, 8) AS part) FROM generate_series(1, %d) AS i".formatted(rows));
            statement.execute("ANALYZE bench");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot insert rows into PostgreSQL", e);
        }
    }

    static void insertDocuments(String uri, int documents) {
        Random random = new Random(1);
        try (MongoClient client = MongoClients.create(uri)) {
            MongoCollection<Document> collection =
                    client.getDatabase(MongoDatabases.nameIn(uri)).getCollection("bench_step");
            collection.drop();
            for (int first = 0; first < documents; first += BATCH) {
                List<Document> batch = IntStream.range(first, first + BATCH)
                        .mapToObj(
                                id -> new Document("_id", id).append("level", 0).append("note", note(random)))
                        .toList();
                collection.insertMany(batch);
            }
        }
    }

    static void insertKeys(String uri, int keys) {
        Random random = new Random(2);
        try (Jedis redis = JedisConnections.open(URI.create(uri));
                Pipeline pipeline = redis.pipelined()) {
            for (int id = 1; id <= keys; id++) {
                pipeline.set(RedisBenchmark.SOURCE + id, "{\"userId\":%d,\"note\":\"%s\"}".formatted(id, note(random)));
                if (id % BATCH == 0) {
                    pipeline.sync();
                }
            }
            pipeline.sync();
        }
    }

    private static String note(Random random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
