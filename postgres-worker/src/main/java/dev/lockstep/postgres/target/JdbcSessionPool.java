package dev.lockstep.postgres.target;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The connections of dispatches. A connection is kept for the next dispatch only if its session could be reset
 * completely: {@code DISCARD ALL} ends settings, roles, temporary tables, prepared statements, cursors and advisory
 * locks.
 */
public final class JdbcSessionPool implements AutoCloseable {
    /** One for the running dispatch, and the others for dispatches that supersede it. */
    private static final int SIZE = 4;
    /** For statements that only wait for locks. No monitor aborts the connection while they run. */
    private static final Duration SHORT_TIMEOUT = Duration.ofSeconds(10);
    /** The statement timeout ends a statement first; the network timeout ends it if the server does not answer. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final HikariDataSource pool;
    private final SessionSettings settings;
    private final Duration shortTimeout;
    private final Duration statementTimeout;
    /** The sessions that no dispatch uses, by the driver's connection; the pool may close it at any time. */
    private final Map<BaseConnection, JdbcSessionState> idle = Collections.synchronizedMap(new WeakHashMap<>());

    JdbcSessionPool(JdbcDataSources dataSources, PostgresSettings target) {
        this.settings = SessionSettings.withTimeouts(target.lockTimeout(), target.statementTimeout());
        // In whole seconds, like the property of the driver, so that the pool has nothing to reset.
        this.shortTimeout = target.lockTimeout().plus(SHORT_TIMEOUT).truncatedTo(ChronoUnit.SECONDS);
        this.statementTimeout = target.statementTimeout().plus(GRACE);
        Map<String, Object> properties = JdbcDataSources.properties("lockstep/session", shortTimeout);
        // A script can remove the prepared statements of its session.
        properties.put("prepareThreshold", 0);
        this.pool = dataSources.pool(properties, SIZE, new JdbcNoEviction());
    }

    /**
     * Takes a connection with the session settings of this target. The server must answer each statement within a short
     * time, until {@link #allowLongStatements}. The caller keeps the session or discards it.
     */
    public JdbcSession take(String applicationName) {
        while (true) {
            Optional<JdbcSession> session = prepare(connect(), applicationName);
            if (session.isPresent()) {
                return session.get();
            }
        }
    }

    /** The names of the settings that {@link #take} sets. */
    public Set<String> settingNames() {
        return JdbcSessionState.named(settings, "").values().keySet();
    }

    /** Lets statements of the session run for as long as the target's {@code statement-timeout}, until it is kept. */
    public void allowLongStatements(JdbcSession session) {
        JdbcNetworkTimeout.set(session.connection(), statementTimeout);
    }

    /** Empty if the connection was kept and is lost now, or its session differs from a new one. */
    private Optional<JdbcSession> prepare(Connection connection, String applicationName) {
        JdbcSessionState earlier = null;
        try {
            earlier = removeIdle(connection);
            JdbcSessionState state = JdbcSessionState.apply(
                    settings, applicationName, JdbcClient.create(JdbcConnections.dataSourceOf(connection)));
            if (earlier == null || state.isLikeNew(earlier)) {
                return Optional.of(new JdbcSession(connection, state));
            }
            discard(connection);
        } catch (RuntimeException e) {
            discard(connection);
            if (earlier == null || !PostgresFailures.isConnectionLost(e)) {
                throw e;
            }
        }
        return Optional.empty();
    }

    private @Nullable JdbcSessionState removeIdle(Connection connection) {
        return idle.remove(driverConnection(connection));
    }

    private static BaseConnection driverConnection(Connection connection) {
        try {
            return connection.unwrap(BaseConnection.class);
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("the pool has closed a connection to the target", e);
        }
    }

    private Connection connect() {
        try {
            return pool.getConnection();
        } catch (SQLException e) {
            throw new CannotGetJdbcConnectionException("cannot connect to the target", e);
        }
    }

    /** Resets the session and keeps its connection; closes the connection if that fails. */
    public void keep(JdbcSession session) {
        Connection connection = session.connection();
        try (Statement statement = connection.createStatement()) {
            JdbcNetworkTimeout.set(connection, shortTimeout);
            connection.setAutoCommit(true);
            statement.execute("DISCARD ALL");
            idle.put(driverConnection(connection), session.state());
        } catch (SQLException | DataAccessException e) {
            discard(connection);
            return;
        }
        close(connection);
    }

    /** Closes the connection; the server then ends the session and everything in it. */
    public void discard(JdbcSession session) {
        discard(session.connection());
    }

    /** The server processes of the connections that no dispatch uses, as {@link JdbcSessionState#backend}. */
    public Set<String> idleBackends() {
        synchronized (idle) {
            return idle.values().stream().map(JdbcSessionState::backend).collect(Collectors.toUnmodifiableSet());
        }
    }

    /** Evicting also closes the connection; to close it again fails, because the pool resets a closed one first. */
    private void discard(Connection connection) {
        pool.evictConnection(connection);
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("cannot close a connection to the target", e);
        }
    }

    /** Closes the sessions that no dispatch uses, and the others when they are kept. */
    void closeIdle() {
        JdbcDataSources.closeIdle(pool);
    }

    @Override
    public void close() {
        pool.close();
    }
}
