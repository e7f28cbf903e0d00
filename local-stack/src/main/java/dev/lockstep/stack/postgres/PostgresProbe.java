package dev.lockstep.stack.postgres;

import dev.lockstep.stack.port.PortProbe;
import dev.lockstep.stack.server.ServerAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** Checks whether a PostgreSQL server accepts a login of its administrator and writes. */
public final class PostgresProbe {

    // Writes a record to the log of the database. It changes no table, and the commit returns after it is flushed.
    private static final String DURABLE_WRITE = "SELECT pg_logical_emit_message(true, 'lockstep', 'probe')";

    private PostgresProbe() {}

    public static boolean isReady(int port) {
        if (!PortProbe.isOpen(port)) {
            return false;
        }
        String url = "jdbc:postgresql://" + ServerAddress.loopback(port) + "/" + PostgresServer.ADMIN_DATABASE
                + "?connectTimeout=2&socketTimeout=5";
        try (Connection connection =
                        DriverManager.getConnection(url, PostgresServer.SUPERUSER, PostgresServer.PASSWORD);
                Statement statement = connection.createStatement()) {
            return statement.execute(DURABLE_WRITE);
        } catch (SQLException ignored) {
            return false;
        }
    }
}
