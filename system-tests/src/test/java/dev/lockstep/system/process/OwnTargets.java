package dev.lockstep.system.process;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import dev.lockstep.stack.digest.MongoDigest;
import dev.lockstep.stack.digest.PostgresDigest;
import dev.lockstep.stack.digest.RedisDigest;
import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.stack.service.LockstepService;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import redis.clients.jedis.Jedis;

/**
 * Three targets that no other test uses, so that no migration is on them: a database of each server, with the same
 * number of rows, documents and keys.
 *
 * @param name the first part of the names of the targets
 * @param redisIndex the number of the Redis database
 */
record OwnTargets(LockstepSystem system, String name, int redisIndex, PostgresDatabase database) {
    /** Creates the databases and their data, and restarts the workers so that they know them. */
    static OwnTargets create(LockstepSystem system, String name, int redisIndex, int units) {
        PostgresDatabase database = system.postgres().createDatabase(name, name, "secret");
        OwnTargets targets = new OwnTargets(system, name, redisIndex, database);
        targets.createData(units);
        targets.restartWorkers();
        Waits.await("targets " + name)
                .ignoreExceptions()
                .until(() -> system.api().targets().has(targets.postgres(), targets.mongo(), targets.redis()));
        return targets;
    }

    String postgres() {
        return name + "-postgres";
    }

    String mongo() {
        return name + "-mongo";
    }

    String redis() {
        return name + "-redis";
    }

    private void restartWorkers() {
        String prefix = "LOCKSTEP_TARGETS_%s_".formatted(name.toUpperCase(Locale.ROOT));
        system.restart(
                LockstepService.POSTGRES_WORKER,
                Map.of(
                        prefix + "POSTGRES_URL", database.jdbcUrl(),
                        prefix + "POSTGRES_USERNAME", database.username(),
                        prefix + "POSTGRES_PASSWORD", database.password()));
        system.restart(LockstepService.MONGO_WORKER, Map.of(prefix + "MONGO_URL", mongoUri()));
        system.restart(LockstepService.REDIS_WORKER, Map.of(prefix + "REDIS_URL", redisUri()));
    }

    private String mongoUri() {
        return system.mongo().uri(name);
    }

    private String redisUri() {
        return system.redis().uri(redisIndex);
    }

    private void createData(int units) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE items (id integer PRIMARY KEY, name text NOT NULL, n integer NOT NULL)");
            statement.execute(
                    "INSERT INTO items SELECT i, 'item ' || i, i FROM generate_series(1, %d) AS i".formatted(units));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        carts(carts -> carts.insertMany(IntStream.rangeClosed(1, units)
                .mapToObj(i -> new BsonDocument("_id", new BsonInt32(i)).append("n", new BsonInt32(i)))
                .toList()));
        try (Jedis redis = system.redis().connect(redisIndex)) {
            IntStream.rangeClosed(1, units).forEach(i -> redis.set("s0:" + i, "{\"n\":%d}".formatted(i)));
        }
    }

    /** Changes the collection that the plans change. */
    void carts(Consumer<MongoCollection<BsonDocument>> change) {
        try (MongoClient client = MongoClients.create(mongoUri())) {
            change.accept(client.getDatabase(name).getCollection("carts", BsonDocument.class));
        }
    }

    /** Digests of the three databases. */
    TargetDigests digests() {
        try (Connection connection = database.connect()) {
            return new TargetDigests(
                    PostgresDigest.of(connection), MongoDigest.of(mongoUri()), RedisDigest.of(URI.create(redisUri())));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
