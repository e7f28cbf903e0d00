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

/** The ways into one database: a small pool for what is short, a connection of its own for a script. */
public final class JdbcAccess implements AutoCloseable {
    /** The application name of those that {@link #inCatalog} asks by. */
    public static final String CATALOG_READER = "lockstep/catalog";

    private static final int POOL_SIZE = 4;
    /** One dispatch has one; another is for the one that takes over from it. */
    private static final int CATALOG_READERS = 2;

    private static final int CONNECT_SECONDS = 3;
    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final PostgresSettings settings;
    private final HikariDataSource pool;
    private final HikariDataSource catalog;
    private final TransactionTemplate transactions;
    private final TransactionTemplate readings;

    public JdbcAccess(PostgresSettings settings) {
        this.settings = settings;
        this.pool = pool(settings);
        this.catalog = catalog(settings);
        this.transactions = new TransactionTemplate(new DataSourceTransactionManager(pool));
        this.readings = new TransactionTemplate(new DataSourceTransactionManager(catalog));
        this.readings.setReadOnly(true);
    }

    /** Does the work in one short transaction. */
    public <T> T inTransaction(Function<JdbcClient, T> work) {
        return inConnection(connection -> work.apply(JdbcClient.create(over(connection))));
    }

    /** The same, for what needs the connection itself. */
    public <T> T inConnection(Function<Connection, T> work) {
        T result = transactions.execute(status -> work.apply(DataSourceUtils.getConnection(pool)));
        return Objects.requireNonNull(result, "work in a transaction answers something");
    }

    /**
     * Asks the catalog in a transaction that can only read, by a connection kept for it: one that has asked before need
     * not learn the catalog, nor plan the question, again. It has {@link SessionSettings#SAME_FOR_ALL}.
     */
    public <T> T inCatalog(Function<Connection, T> question) {
        T answer = readings.execute(status -> question.apply(DataSourceUtils.getConnection(catalog)));
        return Objects.requireNonNull(answer, "a question has an answer");
    }

    /** A connection that the caller alone has and closes, for statements that may take their time. */
    public Connection open(String applicationName) {
        Connection connection = opened(source(
                settings, named(applicationName, settings.statementTimeout().plus(GRACE))));
        JdbcClient.create(over(connection))
                .sql(SessionSettings.patient(settings.lockTimeout(), settings.statementTimeout())
                        .forSession())
                .query()
                .listOfRows();
        return connection;
    }

    /** Gives a transaction what {@link #open} gave its connection, whatever a script has set in it. */
    public String ownAgain() {
        return SessionSettings.patient(settings.lockTimeout(), settings.statementTimeout())
                .with(new SessionSettings(Map.of("role", "none")))
                .forTransaction();
    }

    public PostgresSettings settings() {
        return settings;
    }

    /** The connection as something that Spring and Flyway can open and close as often as they like. */
    public static SingleConnectionDataSource over(Connection connection) {
        return new SingleConnectionDataSource(connection, true);
    }

    @Override
    public void close() {
        pool.close();
        catalog.close();
    }

    private static Connection opened(DataSource source) {
        try {
            return source.getConnection();
        } catch (SQLException e) {
            throw new CannotGetJdbcConnectionException("cannot connect to the target", e);
        }
    }

    private static HikariDataSource pool(PostgresSettings settings) {
        HikariConfig config = pool(source(settings, named("lockstep", SHORT.plusSeconds(2))));
        config.setMaximumPoolSize(POOL_SIZE);
        config.setConnectionInitSql(
                SessionSettings.patient(settings.lockTimeout(), SHORT).forSession());
        return new HikariDataSource(config);
    }

    /** The question has no values that its plan could depend on, so it is planned once. */
    private static HikariDataSource catalog(PostgresSettings settings) {
        Map<String, Object> wanted =
                new HashMap<>(named(CATALOG_READER, settings.statementTimeout().plus(GRACE)));
        wanted.put("prepareThreshold", 1);
        HikariConfig config = pool(source(settings, wanted));
        config.setMaximumPoolSize(CATALOG_READERS);
        config.setConnectionInitSql(SessionSettings.patient(settings.lockTimeout(), settings.statementTimeout())
                .with(SessionSettings.SAME_FOR_ALL)
                .with(new SessionSettings(Map.of("plan_cache_mode", "force_generic_plan")))
                .forSession());
        return new HikariDataSource(config);
    }

    private static HikariConfig pool(DataSource source) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(Duration.ofSeconds(CONNECT_SECONDS).toMillis());
        config.setInitializationFailTimeout(-1);
        return config;
    }

    /**
     * Says nothing by the URL: Flyway looks for passwords in the URL that a connection tells, in a time that grows faster
     * than the square of its length.
     */
    private static DataSource source(PostgresSettings settings, Map<String, Object> wanted) {
        try {
            Driver driver = DriverManager.getDriver(settings.url());
            Properties properties = new Properties();
            for (DriverPropertyInfo said : driver.getPropertyInfo(settings.url(), new Properties())) {
                set(properties, said.name, said.value);
            }
            set(properties, "user", settings.username());
            set(properties, "password", settings.password());
            set(properties, "connectTimeout", CONNECT_SECONDS);
            set(properties, "tcpKeepAlive", true);
            wanted.forEach((name, value) -> set(properties, name, value));
            return new SimpleDriverDataSource(driver, "jdbc:postgresql://", properties);
        } catch (SQLException e) {
            throw new IllegalArgumentException("the URL of the target is none that PostgreSQL's driver reads", e);
        }
    }

    private static Map<String, Object> named(String application, Duration answersWithin) {
        return Map.of("ApplicationName", application, "socketTimeout", answersWithin.toSeconds());
    }

    private static void set(Properties properties, String name, @Nullable Object value) {
        if (value != null) {
            properties.setProperty(name, String.valueOf(value));
        }
    }
}
