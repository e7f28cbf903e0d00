package dev.lockstep.postgres.target;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** The pools of connections to one target: for short transactions, checks, catalog reads and dispatches. */
public final class JdbcConnections implements AutoCloseable {
    private static final String CATALOG_READER = "lockstep/catalog";

    private static final int POOL_SIZE = 4;
    /** One for the running dispatch, and one for a dispatch that supersedes it. */
    private static final int CATALOG_READERS = 2;

    private static final Duration SHORT_STATEMENT_TIMEOUT = Duration.ofSeconds(10);
    /** A statement timeout ends a statement first; the socket timeout ends it if the server does not answer. */
    private static final Duration SHORT_TIMEOUT = SHORT_STATEMENT_TIMEOUT.plusSeconds(2);

    private static final Duration SOCKET_GRACE = Duration.ofSeconds(30);
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);
    /** Checks of one target run one after another, except while a newer dispatch supersedes another one. */
    private static final int CHECK_CONNECTIONS = 2;
    /** Journal rows and results of checks are far smaller; the driver refuses to read more into its memory. */
    private static final String MAX_SHORT_RESULT = "8M";

    private final PostgresSettings settings;
    private final HikariDataSource pool;
    private final HikariDataSource checkPool;
    private final HikariDataSource catalogPool;
    private final JdbcSessionPool sessions;
    private final JdbcServerProbe probe;
    private final TransactionTemplate transactions;
    private final TransactionTemplate checkTransactions;
    private final TransactionTemplate catalogTransactions;

    public JdbcConnections(PostgresSettings settings) {
        this.settings = settings;
        JdbcDataSources dataSources = new JdbcDataSources(settings);
        this.pool = pool(dataSources, settings, POOL_SIZE, Map.of());
        // A check can call a function that removes the prepared statements of its session.
        this.checkPool = pool(dataSources, settings, CHECK_CONNECTIONS, Map.of("prepareThreshold", 0));
        this.catalogPool = catalogPool(dataSources, settings);
        this.sessions = new JdbcSessionPool(dataSources, settings);
        this.probe = new JdbcServerProbe(dataSources.of(JdbcDataSources.properties("lockstep/probe", PROBE_TIMEOUT)));
        this.transactions = new TransactionTemplate(new DataSourceTransactionManager(pool));
        this.checkTransactions = new TransactionTemplate(new DataSourceTransactionManager(checkPool));
        this.catalogTransactions = new TransactionTemplate(new DataSourceTransactionManager(catalogPool));
        this.catalogTransactions.setReadOnly(true);
    }

    /** Runs the work in one short transaction. */
    public <T> T inTransaction(Function<JdbcClient, T> work) {
        return inConnection(connection -> work.apply(JdbcClient.create(dataSourceOf(connection))));
    }

    /** Runs the work in one short transaction and passes the connection to it. */
    public <T> T inConnection(Function<Connection, T> work) {
        return inConnection(transactions, pool, work);
    }

    /** Runs a check in one short transaction, on a connection that only checks use. */
    <T> T inCheckConnection(Function<Connection, T> check) {
        return inConnection(checkTransactions, checkPool, check);
    }

    private static <T> T inConnection(TransactionTemplate transactions, DataSource pool, Function<Connection, T> work) {
        T result = transactions.execute(status -> work.apply(DataSourceUtils.getConnection(pool)));
        return Objects.requireNonNull(result, "the work returns a result");
    }

    /** A client whose every statement is a transaction of its own, which takes one round trip. */
    public JdbcClient singleStatements() {
        return JdbcClient.create(pool);
    }

    /**
     * Reads the catalog in a read-only transaction with {@link SessionSettings#FOR_CATALOG}. It uses a pool, because
     * the first read on a new connection is slow: it fills the catalog cache and plans the query.
     */
    public <T> T readCatalog(Function<Connection, T> query) {
        T result = catalogTransactions.execute(status -> {
            Connection connection = DataSourceUtils.getConnection(catalogPool);
            JdbcNetworkTimeout.set(connection, settings.statementTimeout().plus(SOCKET_GRACE));
            T read = query.apply(connection);
            JdbcNetworkTimeout.set(connection, SHORT_TIMEOUT);
            return read;
        });
        return Objects.requireNonNull(result, "the query returns a result");
    }

    /** The connections for statements that may run for long. */
    public JdbcSessionPool sessions() {
        return sessions;
    }

    /** Reads the state of the server after a failure. */
    public JdbcServerProbe serverProbe() {
        return probe;
    }

    public PostgresSettings settings() {
        return settings;
    }

    /** A data source of only this connection, for Spring and Flyway, which cannot close the connection. */
    public static SingleConnectionDataSource dataSourceOf(Connection connection) {
        return new SingleConnectionDataSource(connection, true);
    }

    /** Closes the connections that nobody uses now, and the others when their users return them. */
    void closeIdle() {
        Stream.of(pool, checkPool, catalogPool).forEach(JdbcDataSources::closeIdle);
        sessions.closeIdle();
    }

    @Override
    public void close() {
        pool.close();
        checkPool.close();
        catalogPool.close();
        sessions.close();
    }

    private static HikariDataSource pool(
            JdbcDataSources dataSources,
            PostgresSettings settings,
            int size,
            Map<String, Object> connectionProperties) {
        Map<String, Object> properties = JdbcDataSources.properties("lockstep", SHORT_TIMEOUT);
        properties.put("maxResultBuffer", MAX_SHORT_RESULT);
        properties.putAll(connectionProperties);
        return dataSources.pool(
                properties, SessionSettings.withTimeouts(settings.lockTimeout(), SHORT_STATEMENT_TIMEOUT), size);
    }

    /** Each connection plans the catalog query once, because the plan does not depend on the query's parameter. */
    private static HikariDataSource catalogPool(JdbcDataSources dataSources, PostgresSettings settings) {
        Map<String, Object> properties = JdbcDataSources.properties(CATALOG_READER, SHORT_TIMEOUT);
        properties.put("prepareThreshold", 1);
        return dataSources.pool(
                properties,
                SessionSettings.withTimeouts(settings.lockTimeout(), settings.statementTimeout())
                        .with(SessionSettings.FOR_CATALOG)
                        .with(new SessionSettings(Map.of("plan_cache_mode", "force_generic_plan"))),
                CATALOG_READERS);
    }
}
