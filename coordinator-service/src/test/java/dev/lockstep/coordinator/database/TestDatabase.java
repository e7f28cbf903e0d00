package dev.lockstep.coordinator.database;

import dev.lockstep.stack.postgres.PostgresDatabase;
import dev.lockstep.testservers.SharedPostgres;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** A new database with the coordinator's tables. All statements use one connection. */
public record TestDatabase(JdbcTemplate jdbc, JdbcTransactionManager transactions) {
    public static TestDatabase create() {
        PostgresDatabase fresh = migrated();
        var connection = new SingleConnectionDataSource(fresh.jdbcUrl(), fresh.username(), fresh.password(), true);
        return new TestDatabase(new JdbcTemplate(connection), new JdbcTransactionManager(connection));
    }

    /** A new database with the coordinator's tables, for tests that need connections of their own. */
    public static PostgresDatabase migrated() {
        PostgresDatabase fresh = SharedPostgres.freshDatabase();
        Flyway.configure()
                .dataSource(fresh.jdbcUrl(), fresh.username(), fresh.password())
                .load()
                .migrate();
        return fresh;
    }
}
