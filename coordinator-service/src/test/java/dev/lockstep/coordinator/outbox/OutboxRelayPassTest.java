package dev.lockstep.coordinator.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.coordinator.dispatch.JdbcLeases;
import dev.lockstep.stack.postgres.PostgresDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class OutboxRelayPassTest {
    /** More rows than a relay takes in one transaction. */
    private static final int MANY = 1_200;

    private final DriverManagerDataSource database = database();
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(database));
    private final JdbcOutbox outbox = new JdbcOutbox(jdbc);
    private final MigrationId migration = insertMigration();
    private final List<OutboxRow> published = new ArrayList<>();

    private static DriverManagerDataSource database() {
        PostgresDatabase fresh = TestDatabase.migrated();
        return new DriverManagerDataSource(fresh.jdbcUrl(), fresh.username(), fresh.password());
    }

    private MigrationId insertMigration() {
        MigrationId id = new MigrationId(UUID.randomUUID());
        jdbc.update(
                """
                INSERT INTO migration (id, name, labels, targets, checksum, plan, state, position)
                VALUES (?, ?, '{}', '{}', '', '{}', 'QUEUED', nextval('claim_position'))
                """,
                id.value(),
                id.toString());
        return id;
    }

    private void insert(MigrationId owner, String topic, int rows, @Nullable Long sequence) {
        jdbc.update(
                """
                INSERT INTO outbox (migration_id, topic, headers, payload, sequence)
                SELECT ?, ?, '{}', '{}', ? FROM generate_series(1, ?)
                """,
                owner.value(),
                topic,
                sequence,
                rows);
    }

    private OutboxRelay relay(Duration minAge, Predicate<OutboxRow> isAvailable) {
        Publisher publisher = rows -> {
            LinkedHashMap<OutboxRow, PublishResult> results = new LinkedHashMap<>();
            rows.forEach(row -> results.put(
                    row,
                    isAvailable.test(row) ? new PublishResult.Published() : new PublishResult.Deferred("no leader")));
            rows.stream().filter(isAvailable).forEach(published::add);
            return results;
        };
        PublishedRows publishedRows = new PublishedRows(outbox, new JdbcLeases(jdbc), transactions);
        return new OutboxRelay(outbox, publishedRows, publisher, transactions, minAge);
    }

    @Nested
    class Rows_behind_many_deferred_rows {
        @Test
        void are_published_in_the_same_pass() {
            insert(migration, "unavailable", MANY, null);
            insert(migration, "available", 1, null);
            relay(Duration.ZERO, row -> row.topic().equals("available")).relayAll();
            assertThat(published).hasSize(1);
        }
    }

    @Nested
    class An_event {
        @Test
        void waits_for_a_deferred_event_of_its_migration_in_an_earlier_batch() {
            MigrationId other = insertMigration();
            insert(migration, "unavailable", 1, 1L);
            insert(other, "available", MANY, null);
            insert(migration, "available", 1, 2L);
            relay(Duration.ZERO, row -> row.topic().equals("available")).relayAll();
            assertThat(published).hasSize(MANY).allMatch(row -> row.migration().equals(other));
        }

        @Test
        void that_the_sender_has_left_to_the_relay_is_published_before_the_others() {
            insert(insertMigration(), "available", 1, 1L);
            insert(migration, "available", 1, 1L);
            OutboxRelay relay = relay(Duration.ofHours(1), _row -> true);
            relay.relay(Set.of(), Duration.ZERO);
            relay.relay(Set.of(migration), Duration.ZERO);
            relay.relayAll();
            assertThat(published).singleElement().matches(row -> row.migration().equals(migration));
        }

        @Test
        void that_the_sender_may_still_be_sending_is_left_to_it() {
            insert(migration, "available", 1, 1L);
            jdbc.update("UPDATE outbox SET created_at = created_at - interval '1 minute'");
            insert(migration, "available", 1, 2L);
            relay(Duration.ofHours(1), _row -> true).relay(Set.of(migration), Duration.ofSeconds(30));
            assertThat(published).singleElement().matches(row -> Long.valueOf(1)
                    .equals(row.message().sequence()));
        }
    }

    @Nested
    class Unsent_migrations {
        @Test
        void are_taken_one_call_later_and_once() {
            UnsentMigrations unsent = new UnsentMigrations();
            unsent.add(migration);
            assertThat(unsent.take()).isEmpty();
            assertThat(unsent.take()).containsExactly(migration);
            assertThat(unsent.take()).isEmpty();
        }
    }
}
