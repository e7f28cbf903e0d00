package dev.lockstep.postgres.target;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** Opens connections to one target: pooled ones for short transactions, and single ones for long statements. */
public final class JdbcConnections implements AutoCloseable {
    /** The {@code application_name} of the connections of {@link #readCatalog}. */
    public static final String CATALOG_READER = "lockstep/catalog";

    private static final int POOL_SIZE = 4;
    /** One for the running dispatch, and one for a dispatch that supersedes it. */
    private static final int CATALOG_READERS = 2;

    private static final int CONNECT_TIMEOUT_SECONDS = 3;
    private static final Duration SHORT_STATEMENT_TIMEOUT = Duration.ofSeconds(10);
    /** A statement timeout ends a statement first; the socket timeout ends it if the server does not answer. */
    private static final Duration SHORT_SOCKET_GRACE = Duration.ofSeconds(2);

    private static final Duration SOCKET_GRACE = Duration.ofSeconds(30);

    private final PostgresSettings settings;
    private final HikariDataSource pool;
    private final HikariDataSource catalogPool;
    private final TransactionTemplate transactions;
    private final TransactionTemplate catalogTransactions;

    public JdbcConnections(PostgresSettings settings) {
        this.settings = settings;
        this.pool = pool(settings);
        this.catalogPool = catalogPool(settings);
        this.transactions = new TransactionTemplate(new DataSourceTransactionManager(pool));
        this.catalogTransactions = new TransactionTemplate(new DataSourceTransactionManager(catalogPool));
        this.catalogTransactions.setReadOnly(true);
    }

    /** Runs the work in one short transaction. */
    public <T> T inTransaction(Function<JdbcClient, T> work) {
        return inConnection(connection -> work.apply(JdbcClient.create(dataSourceOf(connection))));
    }

    /** Runs the work in one short transaction and passes the connection to it. */
    public <T> T inConnection(Function<Connection, T> work) {
        T result = transactions.execute(status -> work.apply(DataSourceUtils.getConnection(pool)));
        return Objects.requireNonNull(result, "the work returns a result");
    }

    /**
     * Reads the catalog in a read-only transaction with {@link SessionSettings#FOR_CATALOG}. It uses a pool, because
     * the first read on a new connection is slow: it fills the catalog cache and plans the query.
     */
    public <T> T readCatalog(Function<Connection, T> query) {
        T result = catalogTransactions.execute(status -> query.apply(DataSourceUtils.getConnection(catalogPool)));
        return Objects.requireNonNull(result, "the query returns a result");
    }

    /** Opens a connection for statements that may run for long; the caller closes it. */
    public Connection open(String applicationName) {
        Connection connection = connect(dataSource(
                settings,
                connectionProperties(
                        applicationName, settings.statementTimeout().plus(SOCKET_GRACE))));
        JdbcClient.create(dataSourceOf(connection))
                .sql(timeouts().sessionQuery())
                .query()
                .listOfRows();
        return connection;
    }

    /** A query that resets a transaction to the role and timeouts of {@link #open}, after a script has set others. */
    public String resetSettingsQuery() {
        return timeouts().with(new SessionSettings(Map.of("role", "none"))).transactionQuery();
    }

    public PostgresSettings settings() {
        return settings;
    }

    /** A data source of only this connection, for Spring and Flyway, which cannot close the connection. */
    public static SingleConnectionDataSource dataSourceOf(Connection connection) {
        return new SingleConnectionDataSource(connection, true);
    }

    @Override
    public void close() {
        pool.close();
        catalogPool.close();
    }

    private SessionSettings timeouts() {
        return SessionSettings.withTimeouts(settings.lockTimeout(), settings.statementTimeout());
    }

    private static Connection connect(DataSource source) {
        try {
            return source.getConnection();
        } catch (SQLException e) {
            throw new CannotGetJdbcConnectionException("cannot connect to the target", e);
        }
    }

    private static HikariDataSource pool(PostgresSettings settings) {
        HikariConfig config = poolOf(dataSource(
                settings, connectionProperties("lockstep", SHORT_STATEMENT_TIMEOUT.plus(SHORT_SOCKET_GRACE))));
        config.setMaximumPoolSize(POOL_SIZE);
        config.setConnectionInitSql(SessionSettings.withTimeouts(settings.lockTimeout(), SHORT_STATEMENT_TIMEOUT)
                .sessionQuery());
        return new HikariDataSource(config);
    }

    /** Each connection plans the catalog query once, because the plan does not depend on the query's parameter. */
    private static HikariDataSource catalogPool(PostgresSettings settings) {
        Map<String, Object> properties = new HashMap<>(
                connectionProperties(CATALOG_READER, settings.statementTimeout().plus(SOCKET_GRACE)));
        properties.put("prepareThreshold", 1);
        HikariConfig config = poolOf(dataSource(settings, properties));
        config.setMaximumPoolSize(CATALOG_READERS);
        config.setConnectionInitSql(SessionSettings.withTimeouts(settings.lockTimeout(), settings.statementTimeout())
                .with(SessionSettings.FOR_CATALOG)
                .with(new SessionSettings(Map.of("plan_cache_mode", "force_generic_plan")))
                .sessionQuery());
        return new HikariDataSource(config);
    }

    private static HikariConfig poolOf(DataSource source) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(Duration.ofSeconds(CONNECT_TIMEOUT_SECONDS).toMillis());
        config.setInitializationFailTimeout(-1);
        return config;
    }

    /**
     * Passes all settings as properties and keeps the URL short, because Flyway searches the URL for passwords in more
     * than quadratic time.
     */
    private static DataSource dataSource(PostgresSettings settings, Map<String, Object> connectionProperties) {
        try {
            Driver driver = DriverManager.getDriver(settings.url());
            Properties properties = new Properties();
            for (DriverPropertyInfo fromUrl : driver.getPropertyInfo(settings.url(), new Properties())) {
                set(properties, fromUrl.name, fromUrl.value);
            }
            set(properties, "user", settings.username());
            set(properties, "password", settings.password());
            set(properties, "connectTimeout", CONNECT_TIMEOUT_SECONDS);
            set(properties, "tcpKeepAlive", true);
            connectionProperties.forEach((name, value) -> set(properties, name, value));
            return new SimpleDriverDataSource(driver, "jdbc:postgresql://", properties);
        } catch (SQLException e) {
            throw new IllegalArgumentException("the PostgreSQL driver cannot parse the URL of the target", e);
        }
    }

    private static Map<String, Object> connectionProperties(String applicationName, Duration socketTimeout) {
        return Map.of("ApplicationName", applicationName, "socketTimeout", socketTimeout.toSeconds());
    }

    private static void set(Properties properties, String name, @Nullable Object value) {
        if (value != null) {
            properties.setProperty(name, String.valueOf(value));
        }
    }
}
