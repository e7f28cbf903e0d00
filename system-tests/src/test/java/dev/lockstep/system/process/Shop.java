package dev.lockstep.system.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.conversions.Bson;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/**
 * The data of one test in the three targets: rows, documents and keys that each carry a number {@code n} which the
 * test's plans add to, so that a change made twice shows.
 *
 * @param units how many rows, documents and keys there are of each
 */
record Shop(LockstepSystem system, int units) {
    /** An expiry far enough away that no test meets it. */
    private static final long EXPIRES_AT_SECONDS = 4_102_444_800L;

    /** Empties the three targets, but for what Lockstep keeps there, and fills them. */
    static Shop seeded(LockstepSystem system, int units) {
        Shop shop = new Shop(system, units);
        shop.seedRows();
        shop.seedDocuments();
        shop.seedKeys();
        return shop;
    }

    private void seedRows() {
        sql(
                "DROP TABLE IF EXISTS items",
                "CREATE TABLE items (id integer PRIMARY KEY, name text NOT NULL, n integer NOT NULL)",
                "INSERT INTO items SELECT i, 'פריט ' || i, i FROM generate_series(1, %d) AS i".formatted(units));
    }

    private void seedDocuments() {
        documents(carts -> {
            carts.drop();
            List<BsonDocument> batch = new ArrayList<>();
            IntStream.rangeClosed(1, units).forEach(i -> batch.add(cart(i)));
            if (!batch.isEmpty()) {
                carts.insertMany(batch);
            }
            return batch.size();
        });
    }

    private static BsonDocument cart(int i) {
        return new BsonDocument("_id", new BsonInt32(i))
                .append("owner", new BsonString("o" + i))
                .append("n", new BsonInt32(i))
                .append("big", new BsonInt64(9_007_199_254_740_993L))
                .append("tags", new BsonArray())
                .append("last", new BsonString("field"));
    }

    private void seedKeys() {
        try (Jedis redis = system.redis().connect(0)) {
            redis.del("neighbour");
            deleteKeys(redis, "session:*");
            deleteKeys(redis, "session_v2:*");
            redis.set("neighbour", "untouched");
            Pipeline pipeline = redis.pipelined();
            IntStream.rangeClosed(1, units).forEach(i -> {
                pipeline.set("session:" + i, "{\"n\":%d,\"big\":9007199254740993,\"none\":[]}".formatted(i));
                if (i % 2 == 0) {
                    pipeline.expireAt("session:" + i, EXPIRES_AT_SECONDS + i);
                }
            });
            pipeline.sync();
        }
    }

    private static void deleteKeys(Jedis redis, String match) {
        redis.eval("for _, k in ipairs(redis.call('KEYS', ARGV[1])) do redis.call('DEL', k) end", 0, match);
    }

    /** Every row and document has one more than at first, and every key is where it was moved to. */
    void assertMovedByOne() {
        assertThat(number("SELECT count(*) FROM items WHERE n = id + 1"))
                .as("rows")
                .isEqualTo(units);
        assertDocumentsMovedByOne();
        assertThat(keys("session:*")).as("keys moved away").isEmpty();
        assertThat(keys("session_v2:*")).as("keys moved to").hasSize(units);
    }

    void assertDocumentsMovedByOne() {
        Bson oneMore = new BsonDocument("$expr", BsonDocument.parse("{$eq: ['$n', {$add: ['$_id', 1]}]}"));
        long documents = documents(carts -> carts.countDocuments(oneMore));
        assertThat(documents).as("documents").isEqualTo(units);
    }

    /** The names of the keys that match. */
    List<String> keys(String match) {
        try (Jedis redis = system.redis().connect(0)) {
            return List.copyOf(redis.keys(match));
        }
    }

    /** A key's string. */
    String value(String key) {
        try (Jedis redis = system.redis().connect(0)) {
            return redis.get(key);
        }
    }

    /** Runs statements as the owner of the target's database. */
    void sql(String... statements) {
        try (Connection connection = system.targetDatabase().connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The one number that a query finds. */
    long number(String query) {
        try (Connection connection = system.targetDatabase().connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            found.next();
            return found.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    /** Works on the collection {@code carts}. */
    <T> T documents(CartWork<T> work) {
        try (MongoClient client = MongoClients.create(system.mongoUri())) {
            return work.on(client.getDatabase("shop").getCollection("carts", BsonDocument.class));
        }
    }

    /** What a test does with the collection. */
    interface CartWork<T> {
        T on(MongoCollection<BsonDocument> carts);
    }
}
