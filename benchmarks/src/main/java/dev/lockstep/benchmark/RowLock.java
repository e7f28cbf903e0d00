package dev.lockstep.benchmark;

import dev.lockstep.stack.postgres.PostgresDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Holds the row that the plans change, so that a step on it runs until the lock is released. */
final class RowLock implements AutoCloseable {
    private final Connection connection;

    private RowLock(Connection connection) {
        this.connection = connection;
    }

    static RowLock on(PostgresDatabase database) {
        try {
            Connection connection = database.connect();
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT level FROM bench WHERE id = 1 FOR UPDATE");
            }
            return new RowLock(connection);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot lock a row of PostgreSQL", e);
        }
    }

    /** Releases the lock. */
    @Override
    public void close() {
        try (connection) {
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException("cannot release the lock of a row of PostgreSQL", e);
        }
    }
}
