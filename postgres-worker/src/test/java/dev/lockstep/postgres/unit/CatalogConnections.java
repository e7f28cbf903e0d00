package dev.lockstep.postgres.unit;

import dev.lockstep.postgres.fixture.PostgresContractStore;
import dev.lockstep.postgres.target.JdbcConnections;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The connections of one script and of the reader of the committed catalog. */
record CatalogConnections(Connection script, Connection committed, JdbcClient jdbc) implements AutoCloseable {
    static CatalogConnections of(PostgresContractStore store) {
        Connection script = open(store);
        Connection committed = open(store);
        execute(committed, "SET lock_timeout = '5s'");
        commit(committed);
        return new CatalogConnections(script, committed, JdbcClient.create(JdbcConnections.dataSourceOf(script)));
    }

    /** A connection without autocommit. */
    static Connection open(PostgresContractStore store) {
        try {
            Connection connection = store.postgres().database().connect();
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot connect", e);
        }
    }

    <T> T readCommitted(Function<JdbcClient, T> query) {
        try {
            return JdbcCatalogTransaction.read(JdbcClient.create(JdbcConnections.dataSourceOf(committed)), query);
        } finally {
            rollBack(committed);
        }
    }

    void execute(String... statements) {
        execute(script, statements);
    }

    static void execute(Connection connection, String... statements) {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("a statement of the test failed", e);
        }
    }

    void rollBack() {
        rollBack(script);
    }

    private static void rollBack(Connection open) {
        try {
            open.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException("cannot roll back", e);
        }
    }

    private static void commit(Connection open) {
        try {
            open.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("cannot commit", e);
        }
    }

    @Override
    public void close() throws SQLException {
        script.close();
        committed.close();
    }
}
