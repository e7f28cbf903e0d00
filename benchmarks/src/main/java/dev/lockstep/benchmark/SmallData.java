package dev.lockstep.benchmark;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.model.ReplaceOptions;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.stack.redis.JedisConnections;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.bson.Document;
import redis.clients.jedis.Jedis;

/** The row, document and key that the plans of three steps change. */
final class SmallData {

    private SmallData() {}

    static void insert(PostgresDatabase postgres, String mongo, String redis) {
        insertRow(postgres);
        insertDocument(mongo);
        insertKey(redis);
    }

    private static void insertRow(PostgresDatabase database) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS bench (id int PRIMARY KEY, level int NOT NULL)");
            statement.execute("INSERT INTO bench VALUES (1, 0) ON CONFLICT DO NOTHING");
        } catch (SQLException e) {
            throw new IllegalStateException("cannot insert a row into PostgreSQL", e);
        }
    }

    private static void insertDocument(String uri) {
        try (MongoClient client = MongoClients.create(uri)) {
            client.getDatabase(MongoDatabases.nameIn(uri))
                    .getCollection("bench")
                    .replaceOne(
                            new Document("_id", 1),
                            new Document("_id", 1).append("level", 0),
                            new ReplaceOptions().upsert(true));
        }
    }

    private static void insertKey(String uri) {
        try (Jedis redis = JedisConnections.open(URI.create(uri))) {
            redis.set("bench:1", "{\"level\":0}");
        }
    }
}
