package dev.lockstep.postgres.target;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.support.TransactionTemplate;

/** The ways into one database: a small pool for what is short, a connection of its own for a script. */
public final class JdbcAccess implements AutoCloseable {
    private static final int POOL_SIZE = 4;
    private static final int CONNECT_SECONDS = 3;
    private static final Duration SHORT = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final PostgresSettings settings;
    private final HikariDataSource pool;
    private final TransactionTemplate transactions;

    public JdbcAccess(PostgresSettings settings) {
        this.settings = settings;
        this.pool = pool(settings);
        this.transactions = new TransactionTemplate(new DataSourceTransactionManager(pool));
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

    /** A connection that the caller alone has and closes, for statements that may take their time. */
    public Connection open(String applicationName) {
        PGSimpleDataSource source = source(settings);
        source.setApplicationName(applicationName);
        source.setSocketTimeout((int) settings.statementTimeout().plus(GRACE).toSeconds());
        Connection connection = opened(source);
        JdbcClient.create(over(connection))
                .sql(sessionSettings(settings.lockTimeout(), settings.statementTimeout()))
                .query()
                .listOfRows();
        return connection;
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
    }

    private static Connection opened(DataSource source) {
        try {
            return source.getConnection();
        } catch (SQLException e) {
            throw new CannotGetJdbcConnectionException("cannot connect to the target", e);
        }
    }

    private static HikariDataSource pool(PostgresSettings settings) {
        PGSimpleDataSource source = source(settings);
        source.setApplicationName("lockstep");
        source.setSocketTimeout((int) SHORT.plusSeconds(2).toSeconds());
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(POOL_SIZE);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(Duration.ofSeconds(CONNECT_SECONDS).toMillis());
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql(sessionSettings(settings.lockTimeout(), SHORT));
        return new HikariDataSource(config);
    }

    private static PGSimpleDataSource source(PostgresSettings settings) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(settings.url());
        if (settings.username() != null) {
            source.setUser(settings.username());
        }
        if (settings.password() != null) {
            source.setPassword(settings.password());
        }
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setTcpKeepAlive(true);
        return source;
    }

    /** Of a setting that this server does not know, nothing is set. */
    private static String sessionSettings(Duration lockTimeout, Duration statementTimeout) {
        return """
                SELECT set_config(wanted.name, wanted.setting, false)
                  FROM (VALUES ('lock_timeout', '%d'), ('statement_timeout', '%d'),
                               ('idle_in_transaction_session_timeout', '60s'), ('synchronous_commit', 'on'),
                               ('standard_conforming_strings', 'on'), ('client_connection_check_interval', '5s')
                       ) AS wanted(name, setting)
                  JOIN pg_catalog.pg_settings AS known ON known.name = wanted.name"""
                .formatted(lockTimeout.toMillis(), statementTimeout.toMillis());
    }
}
