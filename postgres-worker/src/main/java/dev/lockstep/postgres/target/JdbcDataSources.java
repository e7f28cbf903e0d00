package dev.lockstep.postgres.target;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import dev.lockstep.worker.CredentialSource;
import dev.lockstep.worker.Credentials;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** Creates the data sources and pools of one target. */
final class JdbcDataSources {
    private static final int CONNECT_TIMEOUT_SECONDS = 3;

    /** The pools of all targets share one thread, so a worker with many targets does not have many threads. */
    static final ScheduledThreadPoolExecutor HOUSEKEEPER = housekeeper();

    private final PostgresSettings settings;

    JdbcDataSources(PostgresSettings settings) {
        this.settings = settings;
    }

    private static ScheduledThreadPoolExecutor housekeeper() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("connection-pools").factory());
        // Otherwise the tasks of closed connections and pools stay in its queue, some for half an hour.
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    /** Creates a pool of connections with these settings; it opens no connection until one is needed. */
    HikariDataSource pool(Map<String, Object> connectionProperties, SessionSettings sessionSettings, int size) {
        HikariConfig config = config(connectionProperties, size);
        config.setConnectionInitSql(sessionSettings.sessionQuery());
        return new HikariDataSource(config);
    }

    /** Creates a pool of connections without settings; {@code eviction} decides after which errors one is closed. */
    HikariDataSource pool(Map<String, Object> connectionProperties, int size, SQLExceptionOverride eviction) {
        HikariConfig config = config(connectionProperties, size);
        config.setExceptionOverride(eviction);
        return new HikariDataSource(config);
    }

    /** Closes the connections of a pool that nobody uses now, and the others when their users return them. */
    static void closeIdle(HikariDataSource pool) {
        pool.getHikariPoolMXBean().softEvictConnections();
    }

    private HikariConfig config(Map<String, Object> connectionProperties, int size) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(of(connectionProperties));
        config.setMinimumIdle(0);
        config.setMaximumPoolSize(size);
        config.setConnectionTimeout(Duration.ofSeconds(CONNECT_TIMEOUT_SECONDS).toMillis());
        config.setInitializationFailTimeout(-1);
        config.setScheduledExecutor(HOUSEKEEPER);
        return config;
    }

    /**
     * Creates a data source of single connections. It passes all settings as properties and keeps the URL short, because
     * Flyway searches the URL for passwords in more than quadratic time.
     */
    DataSource of(Map<String, Object> connectionProperties) {
        try {
            Driver driver = DriverManager.getDriver(settings.url());
            Properties properties = new Properties();
            for (DriverPropertyInfo fromUrl : driver.getPropertyInfo(settings.url(), new Properties())) {
                set(properties, fromUrl.name, fromUrl.value);
            }
            set(properties, "connectTimeout", CONNECT_TIMEOUT_SECONDS);
            set(properties, "tcpKeepAlive", true);
            // The detail and the context of an error quote values, and an exception's message can reach a log.
            set(properties, "logServerErrorDetail", false);
            connectionProperties.forEach((name, value) -> set(properties, name, value));
            return new CurrentCredentials(driver, properties, settings.credentials());
        } catch (SQLException _quotesTheUrl) {
            throw new IllegalArgumentException(
                    "the url is not one of PostgreSQL; expected jdbc:postgresql://host:5432/database");
        }
    }

    /** Takes the credentials for each new connection, because they can change. */
    private static final class CurrentCredentials extends SimpleDriverDataSource {
        private final CredentialSource credentials;

        CurrentCredentials(Driver driver, Properties properties, CredentialSource credentials) {
            super(driver, "jdbc:postgresql://", properties);
            this.credentials = credentials;
        }

        @Override
        protected Connection getConnectionFromDriver(Properties properties) throws SQLException {
            Credentials current = credentials.current();
            Properties complete = new Properties();
            complete.putAll(properties);
            set(complete, "user", current.username());
            set(complete, "password", current.password());
            return super.getConnectionFromDriver(complete);
        }
    }

    /** The properties of a connection with this {@code application_name}, whose server must answer within the timeout. */
    static Map<String, Object> properties(String applicationName, Duration socketTimeout) {
        return new HashMap<>(Map.of("ApplicationName", applicationName, "socketTimeout", socketTimeout.toSeconds()));
    }

    private static void set(Properties properties, String name, @Nullable Object value) {
        if (value != null) {
            properties.setProperty(name, String.valueOf(value));
        }
    }
}
