package dev.lockstep.coordinator.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.coordinator.dispatch.JdbcLeases;
import dev.lockstep.stack.postgres.PostgresDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class PublishedRowsTest {
    private static final int ROWS = 5_000;

    private final DriverManagerDataSource database = database();
    private final CountedTemplate jdbc = new CountedTemplate(database);
    private final PublishedRows publishedRows = new PublishedRows(
            new JdbcOutbox(jdbc), new JdbcLeases(jdbc), new TransactionTemplate(new JdbcTransactionManager(database)));

    private static final class CountedTemplate extends JdbcTemplate {
        private int updates;

        CountedTemplate(DriverManagerDataSource database) {
            super(database);
        }

        @Override
        public int update(String sql, @Nullable Object @Nullable ... args) {
            updates++;
            return super.update(sql, args);
        }
    }

    private static DriverManagerDataSource database() {
        PostgresDatabase fresh = TestDatabase.migrated();
        return new DriverManagerDataSource(fresh.jdbcUrl(), fresh.username(), fresh.password());
    }

    private List<OutboxRow> insertRows(MigrationId migration) {
        jdbc.update(
                """
                INSERT INTO migration (id, name, labels, targets, checksum, plan, state, position)
                VALUES (?, 'a', '{}', '{}', '', '{}', 'QUEUED', nextval('claim_position'))
                """,
                migration.value());
        List<Long> ids = jdbc.queryForList(
                """
                INSERT INTO outbox (migration_id, topic, headers, payload)
                SELECT ?, 't', '{}', '{}' FROM generate_series(1, ?) RETURNING id
                """,
                Long.class,
                migration.value(),
                ROWS);
        OutboxMessage message = new OutboxMessage(migration, "t", Map.of(), "{}", null, null, null);
        List<OutboxRow> rows = new ArrayList<>();
        ids.forEach(id -> rows.add(new OutboxRow(id, message, false)));
        return rows;
    }

    @Test
    void five_thousand_rows_are_deleted_with_one_statement() {
        List<OutboxRow> rows = insertRows(new MigrationId(UUID.randomUUID()));
        rows.forEach(publishedRows::add);
        int before = jdbc.updates;
        publishedRows.save();
        // One statement deletes the rows, and one starts the leases of their dispatches.
        assertThat(jdbc.updates - before).isEqualTo(2);
        assertThat(jdbc.queryForObject("SELECT count(*) FROM outbox", Long.class))
                .isZero();
    }
}
