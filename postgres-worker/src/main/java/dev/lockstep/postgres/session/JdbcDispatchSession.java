package dev.lockstep.postgres.session;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.postgres.journal.JdbcBackends;
import dev.lockstep.postgres.journal.JdbcStepRecords;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.postgres.target.JdbcSession;
import dev.lockstep.worker.DispatchSuperseded;
import dev.lockstep.worker.StepContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The connection on which a dispatch changes its target. It is registered in the journal before the dispatch uses it.
 * It is kept for the next dispatch only after {@link #keep}.
 */
public final class JdbcDispatchSession implements AutoCloseable {
    /** PostgreSQL truncates longer names and logs a notice. */
    private static final int MAX_APPLICATION_NAME_LENGTH = 63;

    private final JdbcConnections connections;
    private final StepContext context;
    private final JdbcSession session;
    private final SingleConnectionDataSource dataSource;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    /** Guards {@link #released}: a connection that another dispatch may use must not be aborted. */
    private final Lock releasing = new ReentrantLock();

    private boolean released;
    private boolean keep;
    private volatile @Nullable Connection catalogReader;

    private JdbcDispatchSession(JdbcConnections connections, StepContext context, JdbcSession session) {
        this.connections = connections;
        this.context = context;
        this.session = session;
        this.dataSource = JdbcConnections.dataSourceOf(session.connection());
        this.jdbc = JdbcClient.create(dataSource);
        this.transactions = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
    }

    /**
     * Takes a connection and registers it in the journal.
     *
     * @throws DispatchSuperseded if the target has accepted a newer dispatch
     */
    static JdbcDispatchSession open(JdbcConnections connections, StepContext context) {
        JdbcDispatchSession session = new JdbcDispatchSession(
                connections, context, connections.sessions().take(applicationName(context)));
        try {
            if (!JdbcBackends.register(session.jdbc, context.dispatch())) {
                session.inFencedTransaction(jdbc -> context.dispatch());
                throw new IllegalStateException(
                        "dispatch %s has the fence but was not registered".formatted(context.dispatch()));
            }
            connections.sessions().allowLongStatements(session.session);
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Takes a connection that is not registered in the journal, for work that changes nothing. */
    static JdbcDispatchSession openUnregistered(JdbcConnections connections, StepContext context) {
        JdbcDispatchSession session = new JdbcDispatchSession(
                connections, context, connections.sessions().take(applicationName(context)));
        try {
            connections.sessions().allowLongStatements(session.session);
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Runs the work in one transaction without the fence, and rolls it back. */
    public <T> T inRolledBackTransaction(Function<JdbcClient, T> work) {
        return Objects.requireNonNull(transactions.execute(status -> {
            status.setRollbackOnly();
            return work.apply(jdbc);
        }));
    }

    /** Locks the fence and runs the work in one transaction. */
    public <T> T inFencedTransaction(Function<JdbcClient, T> work) {
        return Objects.requireNonNull(transactions.execute(status -> {
            lockFence();
            return work.apply(jdbc);
        }));
    }

    /**
     * Runs the work in one transaction during which the target accepts no newer dispatch. The fence stays as it is.
     *
     * @throws DispatchSuperseded if the target has accepted a newer dispatch
     */
    public <T> T inTransactionWithoutNewerDispatch(Function<JdbcClient, T> work) {
        return Objects.requireNonNull(transactions.execute(status -> {
            DispatchNumber fence = JdbcStepRecords.lockFence(jdbc);
            if (context.dispatch().isBelow(fence)) {
                throw superseded(fence);
            }
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
            throw superseded(fence);
        }
    }

    private DispatchSuperseded superseded(DispatchNumber fence) {
        return new DispatchSuperseded(context.key(), context.dispatch(), "the target has accepted dispatch " + fence);
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
        return session.connection();
    }

    /** The names of the settings that were set when the connection was taken. */
    public Set<String> settingNames() {
        return connections.sessions().settingNames();
    }

    public DataSource dataSource() {
        return dataSource;
    }

    /** The server's process id for this connection. */
    public int pid() {
        return session.state().pid();
    }

    /** The server's process ids of all connections on which the dispatch may wait. */
    List<Integer> pids() {
        Connection reader = catalogReader;
        return reader == null ? List.of(pid()) : List.of(pid(), pidOf(reader));
    }

    private static int pidOf(Connection connection) {
        try {
            return connection.unwrap(BaseConnection.class).getBackendPID();
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("the pool has taken back the connection", e);
        }
    }

    /** When the server of this connection started. */
    String serverStartedAt() {
        return session.state().serverStartedAt();
    }

    /** Whether the connection still works, so an error on it was an error of a statement. */
    boolean isOpen() {
        try {
            return !connection().unwrap(BaseConnection.class).isClosed();
        } catch (SQLException e) {
            return false;
        }
    }

    /** Closes the connection from another thread; a statement that runs on it fails. */
    void abort() {
        releasing.lock();
        try {
            if (!released) {
                abort(connection());
            }
        } finally {
            releasing.unlock();
        }
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

    /** Lets the next dispatch use the connection after its session is reset; otherwise {@link #close} closes it. */
    void keep() {
        keep = true;
    }

    @Override
    public void close() {
        releasing.lock();
        try {
            released = true;
        } finally {
            releasing.unlock();
        }
        if (keep) {
            connections.sessions().keep(session);
        } else {
            connections.sessions().discard(session);
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
