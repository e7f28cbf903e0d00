package dev.lockstep.stack;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A database and who to be in it. */
public record PostgresDatabase(String name, String jdbcUrl, String username, String password) {

    public Connection connect() throws SQLException {
        return DriverManager.getConnection(jdbcUrl, username, password);
    }

    /** The same database for another user. */
    PostgresDatabase as(String otherUser, String otherPassword) {
        return new PostgresDatabase(name, jdbcUrl, otherUser, otherPassword);
    }
}
