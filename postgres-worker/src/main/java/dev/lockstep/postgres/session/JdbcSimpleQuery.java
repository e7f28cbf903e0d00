package dev.lockstep.postgres.session;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Field;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.SqlCommand;
import org.postgresql.core.Tuple;
import org.postgresql.jdbc.PreferQueryMode;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Sends SQL to the server exactly as it is written. The driver neither splits it nor replaces anything in it, and it
 * drops rows and notices as they arrive.
 */
public final class JdbcSimpleQuery {
    private JdbcSimpleQuery() {}

    /**
     * Runs the SQL in the current transaction of the session, if there is one.
     *
     * @return the number of rows that it has written
     */
    public static long execute(JdbcDispatchSession session, String sql) {
        return execute(session.dataSource(), sql);
    }

    /** Runs the SQL in the current transaction of a connection. */
    public static long execute(DataSource connection, String sql) {
        return rows(new JdbcTemplate(connection)
                .execute((Connection open) -> execute(open.unwrap(BaseConnection.class), sql)));
    }

    /**
     * Runs one command in the current transaction of a connection, in the extended protocol: the server refuses a text
     * with several commands, whatever a client takes for their ends.
     */
    public static long executeSingle(DataSource connection, String sql) {
        return rows(new JdbcTemplate(connection)
                .execute((Connection open) -> executeSingle(open.unwrap(BaseConnection.class), sql)));
    }

    private static long rows(@Nullable Long rows) {
        return rows == null ? 0 : rows;
    }

    /** Only in this mode does the driver leave the text of a statement as it is. */
    private static long execute(BaseConnection connection, String sql) throws SQLException {
        return inMode(PreferQueryMode.EXTENDED_FOR_PREPARED, connection.getQueryExecutor(), executor -> {
            Query query = executor.createQuery(sql, false, false).query;
            return execute(connection, query, QueryExecutor.QUERY_EXECUTE_AS_SIMPLE);
        });
    }

    /** In this mode the driver never uses the simple protocol. It does not read the text. */
    private static long executeSingle(BaseConnection connection, String sql) throws SQLException {
        NativeQuery text = new NativeQuery(sql, new int[0], false, SqlCommand.BLANK);
        return inMode(
                PreferQueryMode.EXTENDED,
                connection.getQueryExecutor(),
                executor -> execute(connection, executor.wrap(List.of(text)), 0));
    }

    private interface Execution {
        long run(QueryExecutor executor) throws SQLException;
    }

    private static long inMode(PreferQueryMode mode, QueryExecutor executor, Execution execution) throws SQLException {
        PreferQueryMode before = executor.getPreferQueryMode();
        executor.setPreferQueryMode(mode);
        try {
            return execution.run(executor);
        } finally {
            executor.setPreferQueryMode(before);
        }
    }

    private static long execute(BaseConnection connection, Query query, int protocol) throws SQLException {
        int flags = protocol
                | QueryExecutor.QUERY_ONESHOT
                | QueryExecutor.QUERY_NO_RESULTS
                | (connection.getAutoCommit() ? QueryExecutor.QUERY_SUPPRESS_BEGIN : 0);
        try {
            DiscardingHandler handler = new DiscardingHandler();
            connection.getQueryExecutor().execute(query, null, handler, 0, 0, flags);
            return handler.rows;
        } finally {
            query.close();
        }
    }

    private static final class DiscardingHandler extends ResultHandlerBase {
        private static final String READ = "SELECT";

        private long rows;

        @Override
        public void handleCommandStatus(String status, long updateCount, long insertOid) {
            rows += status.startsWith(READ) ? 0 : updateCount;
        }

        @Override
        public void handleResultRows(Query query, Field[] fields, List<Tuple> rows, @Nullable ResultCursor cursor) {
            // QUERY_NO_RESULTS leaves the list empty.
        }

        @Override
        public void handleWarning(SQLWarning warning) {
            // A notice is for an interactive client.
        }
    }

    /**
     * Runs a {@code COPY … FROM STDIN} with these rows in the current transaction of the session.
     *
     * @return the number of rows that it has written
     */
    public static long copy(JdbcDispatchSession session, String sql, String rows) {
        byte[] bytes = rows.getBytes(StandardCharsets.UTF_8);
        return rows(new JdbcTemplate(session.dataSource()).execute((Connection connection) -> {
            try {
                return connection
                        .unwrap(BaseConnection.class)
                        .getCopyAPI()
                        .copyIn(sql, new ByteArrayInputStream(bytes));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot send the rows of COPY", e);
            }
        }));
    }
}
