package dev.lockstep.benchmark;

import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.stack.redis.JedisConnections;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import redis.clients.jedis.Jedis;

/** Connections that a server has, without the one that asks. */
final class ServerClients {
    private static final String CLIENTS = "connected_clients:";

    private ServerClients() {}

    static int ofPostgres(PostgresDatabase admin) {
        try (Connection connection = admin.connect();
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("SELECT count(*) FROM pg_stat_activity"
                        + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()")) {
            count.next();
            return count.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot count the connections of PostgreSQL", e);
        }
    }

    static int ofRedis(String uri) {
        try (Jedis redis = JedisConnections.open(URI.create(uri))) {
            return redis.info("clients")
                            .lines()
                            .filter(line -> line.startsWith(CLIENTS))
                            .mapToInt(line -> Integer.parseInt(
                                    line.substring(CLIENTS.length()).strip()))
                            .sum()
                    - 1;
        }
    }
}
