package dev.lockstep.postgres.journal;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.postgres.target.JdbcAccess;
import dev.lockstep.worker.DispatchSuperseded;
import dev.lockstep.worker.StepContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** The one connection through which a dispatch changes its target, written down before it could change anything. */
public final class JdbcDispatchSession implements AutoCloseable {
    private static final int LONGEST_NAME = 63;

    private final JdbcAccess access;
    private final StepContext context;
    private final Connection connection;
    private final SingleConnectionDataSource source;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private volatile @Nullable Connection reading;

    private JdbcDispatchSession(JdbcAccess access, StepContext context, Connection connection) {
        this.access = access;
        this.context = context;
        this.connection = connection;
        this.source = JdbcAccess.over(connection);
        this.jdbc = JdbcClient.create(source);
        this.transactions = new TransactionTemplate(new DataSourceTransactionManager(source));
    }

    /**
     * Opens the connection and writes it down.
     *
     * @throws DispatchSuperseded if the target has accepted a newer dispatch
     */
    public static JdbcDispatchSession open(JdbcAccess access, StepContext context) {
        JdbcDispatchSession session = new JdbcDispatchSession(access, context, access.open(nameOf(context)));
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

    /** Does the work in one transaction that holds the fence. */
    public <T> T inFencedTransaction(Function<JdbcClient, T> work) {
        return Objects.requireNonNull(transactions.execute(status -> {
            lockFence();
            return work.apply(jdbc);
        }));
    }

    /** Holds the fence until the transaction under way ends. */
    public void lockFence() {
        DispatchNumber fence = JdbcStepRows.lockFence(jdbc);
        if (!fence.equals(context.dispatch())) {
            throw new DispatchSuperseded(
                    context.key(), context.dispatch(), "the target has accepted dispatch " + fence);
        }
    }

    /** The other ways into the same database. */
    public JdbcAccess access() {
        return access;
    }

    /** Asks the catalog as everybody sees it, by a connection that is kept for it; {@link #abort} cuts that one, too. */
    public <T> T inCatalog(Function<JdbcClient, T> question) {
        return access.inCatalog(reader -> {
            reading = reader;
            try {
                return question.apply(JdbcClient.create(JdbcAccess.over(reader)));
            } finally {
                reading = null;
            }
        });
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

    public DataSource source() {
        return source;
    }

    /** What the server knows this connection by. */
    public int pid() {
        return jdbc.sql("SELECT pg_backend_pid()").query(Integer.class).single();
    }

    /** Cuts the connection from another thread; what runs on it fails. */
    public void abort() {
        cut(connection);
        Connection reader = reading;
        if (reader != null) {
            cut(reader);
        }
    }

    private void cut(Connection open) {
        try {
            open.abort(Runnable::run);
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("cannot cut the connection of " + nameOf(context), e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("cannot close the connection of " + nameOf(context), e);
        }
    }

    private static String nameOf(StepContext context) {
        String name = "lockstep/%s/%s/%s"
                .formatted(
                        context.dispatch(),
                        context.key().migration(),
                        context.key().step());
        return name.substring(0, Math.min(LONGEST_NAME, name.length()));
    }
}
