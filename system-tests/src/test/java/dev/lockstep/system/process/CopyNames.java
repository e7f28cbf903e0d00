package dev.lockstep.system.process;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.lockstep.stack.redis.RedisServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import redis.clients.jedis.Jedis;

/** The names of the scratch copies that exist on the servers of the targets. */
final class CopyNames {
    private static final String PREFIX = "lockstep_rehearsal_";
    private static final String MARKER = "lockstep:rehearsal";

    private CopyNames() {}

    static List<String> of(LockstepSystem system) {
        List<String> names = new ArrayList<>(postgres(system));
        names.addAll(mongo(system));
        names.addAll(redis(system));
        return names;
    }

    private static List<String> postgres(LockstepSystem system) {
        try (Connection connection = system.targetDatabase().connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(
                        "SELECT datname FROM pg_database WHERE starts_with(datname, '%s')".formatted(PREFIX))) {
            List<String> names = new ArrayList<>();
            while (found.next()) {
                names.add(found.getString(1));
            }
            return names;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> mongo(LockstepSystem system) {
        try (MongoClient client = MongoClients.create(system.mongoUri())) {
            return client.listDatabaseNames().into(new ArrayList<>()).stream()
                    .filter(name -> name.startsWith(PREFIX))
                    .toList();
        }
    }

    private static List<String> redis(LockstepSystem system) {
        try (Jedis redis = system.redis().connect(0)) {
            return IntStream.range(1, RedisServer.DATABASES)
                    .filter(database -> {
                        redis.select(database);
                        return redis.exists(MARKER);
                    })
                    .mapToObj("database %d"::formatted)
                    .toList();
        }
    }
}
