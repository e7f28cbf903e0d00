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
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.conversions.Bson;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.Pipeline;

/**
 * Test data in the three targets: the same number of rows, documents and keys. Test plans increment the field {@code n}
 * of rows and documents, so that a second apply is visible.
 *
 * @param units the number of rows, of documents and of keys
 */
record TestData(LockstepSystem system, int units) {
    /** 2100-01-01, so that no key expires during a test. */
    private static final long EXPIRES_AT_SECONDS = 4_102_444_800L;

    /** Replaces the test data in the three targets and keeps Lockstep's own data. */
    static TestData create(LockstepSystem system, int units) {
        TestData data = new TestData(system, units);
        data.createRows();
        data.createDocuments();
        data.createKeys();
        return data;
    }

    /** Replaces the test data again, so that another plan can be applied. */
    void resetTo(int number) {
        create(system, number);
    }

    /**
     * Replaces the test data by what it is after migrations of {@link TestPlans#increment}.
     *
     * @param members what these migrations have added to the keys, in their order
     */
    void writeIncremented(List<String> members) {
        createRows();
        sql("UPDATE items SET n = n + " + members.size());
        createDocuments();
        documents(carts -> carts.updateMany(
                new BsonDocument(), new BsonDocument("$inc", new BsonDocument("n", new BsonInt32(members.size())))));
        createKeys(members.stream().map(",\"%s\":1"::formatted).collect(Collectors.joining()));
    }

    /** Whether some documents were incremented more often than others. */
    boolean hasTwoFormsOfDocuments() {
        return documents(carts -> StreamSupport.stream(carts.find().spliterator(), false)
                        .map(cart -> cart.getInt32("n").getValue()
                                - cart.getInt32("_id").getValue())
                        .distinct()
                        .count()
                > 1);
    }

    /** Whether some keys have a member that others do not have. */
    boolean hasTwoFormsOfKeys() {
        try (Jedis redis = system.redis().connect(0)) {
            return redis.mget(keys("session:*").toArray(String[]::new)).stream()
                            .map(value -> value.replaceFirst("\"n\":\\d+", ""))
                            .distinct()
                            .count()
                    > 1;
        }
    }

    private void createRows() {
        sql(
                "DROP TABLE IF EXISTS items",
                "CREATE TABLE items (id integer PRIMARY KEY, name text NOT NULL, n integer NOT NULL)",
                "INSERT INTO items SELECT i, 'פריט ' || i, i FROM generate_series(1, %d) AS i".formatted(units));
    }

    private void createDocuments() {
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

    private void createKeys() {
        createKeys("");
    }

    private void createKeys(String members) {
        try (Jedis redis = system.redis().connect(0)) {
            redis.del("unrelated");
            deleteKeys(redis, "session:*");
            deleteKeys(redis, "session_v2:*");
            redis.set("unrelated", "unchanged");
            Pipeline pipeline = redis.pipelined();
            IntStream.rangeClosed(1, units).forEach(i -> {
                pipeline.set("session:" + i, "{\"n\":%d,\"big\":9007199254740993,\"none\":[]%s}".formatted(i, members));
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

    /** Asserts that every row and document is incremented once and every key is renamed. */
    void assertAppliedOnce() {
        assertRowsAppliedOnce();
        assertDocumentsAppliedOnce();
        assertThat(keys("session:*")).as("keys with the old name").isEmpty();
        assertThat(keys("session_v2:*")).as("keys with the new name").hasSize(units);
    }

    void assertRowsAppliedOnce() {
        assertThat(rowsAppliedOnce()).as("rows incremented once").isEqualTo(units);
    }

    void assertDocumentsAppliedOnce() {
        Bson incrementedOnce = new BsonDocument("$expr", BsonDocument.parse("{$eq: ['$n', {$add: ['$_id', 1]}]}"));
        long documents = documents(carts -> carts.countDocuments(incrementedOnce));
        assertThat(documents).as("documents incremented once").isEqualTo(units);
    }

    long rowsAppliedOnce() {
        return number("SELECT count(*) FROM items WHERE n = id + 1");
    }

    /** The names of the keys that match. */
    List<String> keys(String match) {
        try (Jedis redis = system.redis().connect(0)) {
            return List.copyOf(redis.keys(match));
        }
    }

    /** The string value of a key. */
    String value(String key) {
        try (Jedis redis = system.redis().connect(0)) {
            return redis.get(key);
        }
    }

    /** Runs statements as the owner of the target database. */
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

    /** The single number that a query returns. */
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

    /** Calls the function with the collection {@code carts} and returns its result. */
    <T> T documents(Function<MongoCollection<BsonDocument>, T> function) {
        try (MongoClient client = MongoClients.create(system.mongoUri())) {
            return function.apply(client.getDatabase("shop").getCollection("carts", BsonDocument.class));
        }
    }
}
