package dev.lockstep.postgres.session;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Field;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.Tuple;

/**
 * Runs a statement of a script without keeping its rows and notices in memory. {@link java.sql.Statement} keeps all of
 * them until it is closed, so a query with many rows or a loop of {@code RAISE NOTICE} would fill the heap.
 */
final class JdbcDiscardingStatement {
    private JdbcDiscardingStatement() {}

    /** Runs the statement, without the driver's escapes and placeholders, in the current transaction if there is one. */
    static @Nullable Void execute(Connection connection, String sql) throws SQLException {
        BaseConnection driver = connection.unwrap(BaseConnection.class);
        QueryExecutor executor = driver.getQueryExecutor();
        Query query = executor.createSimpleQuery(sql);
        try {
            int flags = QueryExecutor.QUERY_ONESHOT | QueryExecutor.QUERY_NO_RESULTS;
            executor.execute(
                    query,
                    null,
                    new DiscardingHandler(),
                    0,
                    0,
                    connection.getAutoCommit() ? flags | QueryExecutor.QUERY_SUPPRESS_BEGIN : flags);
        } finally {
            query.close();
        }
        return null;
    }

    private static final class DiscardingHandler extends ResultHandlerBase {
        @Override
        public void handleResultRows(Query query, Field[] fields, List<Tuple> rows, @Nullable ResultCursor cursor) {
            // QUERY_NO_RESULTS leaves the list empty.
        }

        @Override
        public void handleWarning(SQLWarning warning) {
            // A notice of the script is for an interactive client.
        }
    }
}
