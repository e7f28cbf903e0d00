package dev.lockstep.stack.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** Address and credentials of one database for one user. */
public record PostgresDatabase(String name, String jdbcUrl, String username, String password) {

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, username, password);
    }

    /** The same database for another user. */
    public PostgresDatabase as(String otherUser, String otherPassword) {
        return new PostgresDatabase(name, jdbcUrl, otherUser, otherPassword);
    }
}
