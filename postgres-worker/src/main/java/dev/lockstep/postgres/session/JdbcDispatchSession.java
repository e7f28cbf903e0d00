package dev.lockstep.postgres.session;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.postgres.journal.JdbcBackends;
import dev.lockstep.postgres.journal.JdbcStepRecords;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.worker.DispatchSuperseded;
import dev.lockstep.worker.StepContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** The connection on which a dispatch changes its target. It is registered in the journal when it is opened. */
public final class JdbcDispatchSession implements AutoCloseable {
    /** PostgreSQL truncates longer names and logs a notice. */
    private static final int MAX_APPLICATION_NAME_LENGTH = 63;

    private final JdbcConnections connections;
    private final StepContext context;
    private final Connection connection;
    private final SingleConnectionDataSource dataSource;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private volatile @Nullable Connection catalogReader;

    private JdbcDispatchSession(JdbcConnections connections, StepContext context, Connection connection) {
        this.connections = connections;
        this.context = context;
        this.connection = connection;
        this.dataSource = JdbcConnections.dataSourceOf(connection);
        this.jdbc = JdbcClient.create(dataSource);
        this.transactions = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
    }

    /**
     * Opens a connection and registers it in the journal.
     *
     * @throws DispatchSuperseded if the target has accepted a newer dispatch
     */
    static JdbcDispatchSession open(JdbcConnections connections, StepContext context) {
        JdbcDispatchSession session =
                new JdbcDispatchSession(connections, context, connections.open(applicationName(context)));
        try {
            session.inFencedTransaction(jdbc -> {
                JdbcBackends.register(jdbc, context.dispatch());
                return context.dispatch();
            });
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Locks the fence and runs the work in one transaction. */
    public <T> T inFencedTransaction(Function<JdbcClient, T> work) {
        return Objects.requireNonNull(transactions.execute(status -> {
            lockFence();
            return work.apply(jdbc);
        }));
    }

    /**
     * Locks the fence until the current transaction ends.
     *
     * @throws DispatchSuperseded if the target has accepted a newer dispatch
     */
    public void lockFence() {
        DispatchNumber fence = JdbcStepRecords.lockFence(jdbc);
        if (!fence.equals(context.dispatch())) {
            throw new DispatchSuperseded(
                    context.key(), context.dispatch(), "the target has accepted dispatch " + fence);
        }
    }

    /** Runs the statement in the current transaction, if there is one, and without the driver's {@code {…}} escapes. */
    public void executeAsWritten(String sql) {
        new JdbcTemplate(dataSource).execute((Connection open) -> {
            try (Statement statement = open.createStatement()) {
                statement.setEscapeProcessing(false);
                return statement.execute(sql);
            }
        });
    }

    /**
     * Removes the lock timeout of the following statements; {@code statement-timeout} still limits them. It is for
     * concurrent index statements, which wait for older transactions and do not block other sessions while they wait.
     */
    public void removeLockTimeout() {
        jdbc.sql("SET lock_timeout = 0").update();
    }

    /** Reads the committed catalog on a connection of the catalog pool; {@link #abort} aborts that connection too. */
    public <T> T readCatalog(Function<JdbcClient, T> query) {
        return connections.readCatalog(reader -> {
            catalogReader = reader;
            try {
                return query.apply(JdbcClient.create(JdbcConnections.dataSourceOf(reader)));
            } finally {
                catalogReader = null;
            }
        });
    }

    /** The pools of other connections to the same database. */
    public JdbcConnections connections() {
        return connections;
    }

    public StepContext context() {
        return context;
    }

    public JdbcClient jdbc() {
        return jdbc;
    }

    public Connection connection() {
        return connection;
    }

    public DataSource dataSource() {
        return dataSource;
    }

    /** The server's process id for this connection. */
    public int pid() {
        return jdbc.sql("SELECT pg_backend_pid()").query(Integer.class).single();
    }

    /** Closes the connection from another thread; a statement that runs on it fails. */
    public void abort() {
        abort(connection);
        Connection reader = catalogReader;
        if (reader != null) {
            abort(reader);
        }
    }

    private void abort(Connection open) {
        try {
            open.abort(Runnable::run);
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException(
                    "cannot abort the connection of " + applicationName(context), e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException(
                    "cannot close the connection of " + applicationName(context), e);
        }
    }

    private static String applicationName(StepContext context) {
        String name = "lockstep/%s/%s/%s"
                .formatted(
                        context.dispatch(),
                        context.key().migration(),
                        context.key().step());
        return name.substring(0, Math.min(MAX_APPLICATION_NAME_LENGTH, name.length()));
    }
}
