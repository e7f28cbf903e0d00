package dev.lockstep.coordinator.purge;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.coordinator.orchestration.Transactions;
import dev.lockstep.stack.postgres.PostgresDatabase;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** Migrations and requests of purges in a database of their own. */
final class PurgeRows {
    private final DriverManagerDataSource database = database();
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final Transactions transactions = new Transactions(new JdbcTransactionManager(database));
    private int migrations;

    JdbcTemplate jdbc() {
        return jdbc;
    }

    Transactions transactions() {
        return transactions;
    }

    /** A connection of its own to the database, which stays open. The caller closes it. */
    SingleConnectionDataSource connection() {
        return new SingleConnectionDataSource(
                String.valueOf(database.getUrl()),
                String.valueOf(database.getUsername()),
                String.valueOf(database.getPassword()),
                true);
    }

    private static DriverManagerDataSource database() {
        PostgresDatabase fresh = TestDatabase.migrated();
        return new DriverManagerDataSource(fresh.jdbcUrl(), fresh.username(), fresh.password());
    }

    /** A completed migration on target {@code a} whose journals are kept. */
    MigrationId migration(String ended) {
        return migration(ended, "a");
    }

    /** A completed migration on these targets, as in a PostgreSQL array without its braces. */
    MigrationId migration(String ended, String targets) {
        MigrationId id = new MigrationId(UUID.randomUUID());
        jdbc.update(
                """
                INSERT INTO migration (id, name, labels, targets, checksum, plan, state, position, purgeable_since)
                VALUES (?, ?, '{}', ?::text[], '', '{}', 'COMPLETED', ?, clock_timestamp() - ?::interval)
                """,
                id.value(),
                "m" + ++migrations,
                "{" + targets + "}",
                migrations,
                ended);
        return id;
    }

    /** A waiting request, due for this time. */
    long waiting(String target, String due) {
        MigrationId id = migration("10 days");
        jdbc.update(
                "INSERT INTO purge (migration_id, ended_at, decided_at, actor, reason) VALUES (?, now(), now(), '{}', '')",
                id.value());
        jdbc.update(
                """
                INSERT INTO step_purge (migration_id, number, step, target, fence, dispatch, state, due, attempts, failures)
                VALUES (?, 1, 's', ?, 1, ?, 'WAITING', clock_timestamp() - ?::interval, 3, 0)
                """,
                id.value(),
                target,
                migrations,
                due);
        return migrations;
    }
}
