package dev.lockstep.stack.postgres;

import dev.lockstep.stack.port.PortProbe;
import dev.lockstep.stack.server.ServerAddress;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Checks whether a PostgreSQL server accepts a login of its administrator. */
public final class PostgresProbe {

    private PostgresProbe() {}

    public static boolean isReady(int port) {
        if (!PortProbe.isOpen(port)) {
            return false;
        }
        String url = "jdbc:postgresql://" + ServerAddress.loopback(port) + "/" + PostgresServer.ADMIN_DATABASE
                + "?connectTimeout=2&socketTimeout=5";
        try (var connection = DriverManager.getConnection(url, PostgresServer.SUPERUSER, PostgresServer.PASSWORD)) {
            return connection.isValid(2);
        } catch (SQLException ignored) {
            return false;
        }
    }
}
