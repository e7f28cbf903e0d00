package dev.lockstep.coordinator.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.PostgresSql;
import dev.lockstep.contract.plan.Step;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Protocol;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import dev.lockstep.coordinator.database.TestDatabase;
import dev.lockstep.coordinator.dispatch.JdbcLeases;
import dev.lockstep.stack.postgres.PostgresDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class OutboxRelayTest {
    private static final Instant NOW = Instant.parse("2026-11-23T00:00:00Z");

    private final DriverManagerDataSource database = database();
    private final JdbcTemplate jdbc = new JdbcTemplate(database);
    private final JdbcOutbox outbox = new JdbcOutbox(jdbc);
    private final TransactionTemplate transactions = new TransactionTemplate(new JdbcTransactionManager(database));
    private final Map<MigrationId, Long> sequences = new HashMap<>();
    private final List<OutboxRow> published = new CopyOnWriteArrayList<>();

    private static DriverManagerDataSource database() {
        PostgresDatabase fresh = TestDatabase.migrated();
        return new DriverManagerDataSource(fresh.jdbcUrl(), fresh.username(), fresh.password());
    }

    private OutboxRelay relay(Function<OutboxRow, PublishResult> kafka) {
        PublishedRows publishedRows = new PublishedRows(outbox, new JdbcLeases(jdbc), transactions);
        return new OutboxRelay(outbox, publishedRows, rows -> publish(rows, kafka), transactions, Duration.ZERO);
    }

    private SequencedMap<OutboxRow, PublishResult> publish(
            List<OutboxRow> rows, Function<OutboxRow, PublishResult> kafka) {
        SequencedMap<OutboxRow, PublishResult> results = new LinkedHashMap<>();
        rows.forEach(row -> results.put(row, kafka.apply(row)));
        published.addAll(rows);
        return results;
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

    private boolean isLockAwaited() {
        Long waiting = jdbc.queryForObject(
                """
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
                """,
                Long.class);
        return waiting != null && waiting > 0;
    }

    private void addEvent(MigrationId migration) {
        long sequence = sequences.merge(migration, 1L, Long::sum);
        add(OutboxMessage.of(
                migration,
                new OutboxMessage.Order(1, sequence),
                Actor.coordinator(),
                new MigrationEvent.Completed(new PlanName("a"), null, null),
                NOW));
    }

    private void add(OutboxMessage message) {
        JdbcCombinedStatement statement = new JdbcCombinedStatement();
        JdbcOutbox.addInsert(statement, List.of(message));
        statement.execute(jdbc, "SELECT " + JdbcOutbox.INSERTED_IDS, (row, _index) -> row.getArray(1));
    }

    private void addDispatch(MigrationId migration, long number) {
        Step step = Step.of("only", "main-postgres", new PostgresSql("1", "SELECT 1", "SELECT 1"));
        jdbc.update(
                """
                INSERT INTO dispatch (number, migration_id, step, target, direction, lease)
                VALUES (?, ?, 'only', 'main-postgres', 'apply', interval '15 seconds')
                """,
                number,
                migration.value());
        add(OutboxMessage.of(new Command.Apply(
                new CommandHeader(
                        Protocol.VERSION,
                        UUID.randomUUID(),
                        migration,
                        step.id(),
                        step.target(),
                        null,
                        new DispatchNumber(number),
                        Checksum.of(step),
                        null,
                        Duration.ofSeconds(15),
                        NOW,
                        null,
                        null),
                step)));
    }

    private boolean hasLease(long dispatch) {
        return Boolean.TRUE.equals(jdbc.queryForObject(
                "SELECT lease_until IS NOT NULL FROM dispatch WHERE number = ?", Boolean.class, dispatch));
    }

    @Nested
    class A_row {
        @Test
        void is_published_once() {
            addEvent(insertMigration());
            OutboxRelay relay = relay(_row -> new PublishResult.Published());
            relay.relayAll();
            relay.relayAll();
            assertThat(published).hasSize(1);
        }

        @Test
        void is_published_again_after_it_was_deferred() {
            addEvent(insertMigration());
            relay(_row -> new PublishResult.Deferred("Kafka is not reachable")).relayAll();
            relay(_row -> new PublishResult.Published()).relayAll();
            assertThat(published).hasSize(2);
            assertThat(outbox.oldestUnpublishedAgeSeconds()).isZero();
        }

        @Test
        void starts_the_lease_of_its_dispatch_when_it_is_published() {
            addDispatch(insertMigration(), 7);
            relay(_row -> new PublishResult.Deferred("Kafka is not reachable")).relayAll();
            assertThat(hasLease(7)).isFalse();
            relay(_row -> new PublishResult.Published()).relayAll();
            assertThat(hasLease(7)).isTrue();
        }

        @Test
        void younger_than_the_minimum_age_is_left_to_the_sender() {
            addEvent(insertMigration());
            new OutboxRelay(
                            outbox,
                            new PublishedRows(outbox, new JdbcLeases(jdbc), transactions),
                            rows -> publish(rows, _row -> new PublishResult.Published()),
                            transactions,
                            Duration.ofHours(1))
                    .relayAll();
            assertThat(published).isEmpty();
        }

        @Test
        void of_a_rolled_back_transaction_is_never_published() {
            MigrationId migration = insertMigration();
            transactions.executeWithoutResult(status -> {
                addEvent(migration);
                status.setRollbackOnly();
            });
            relay(_row -> new PublishResult.Published()).relayAll();
            assertThat(published).isEmpty();
        }
    }

    @Nested
    class A_rejected_row {
        @Test
        void is_parked_and_does_not_block_other_rows() {
            addDispatch(insertMigration(), 8);
            MigrationId other = insertMigration();
            addEvent(other);
            relay(row -> row.migration().equals(other)
                            ? new PublishResult.Published()
                            : new PublishResult.Rejected("too large"))
                    .relayAll();
            assertThat(outbox.parkedRows()).isEqualTo(1);
            assertThat(outbox.oldestUnpublishedAgeSeconds()).isZero();
            ParkedDispatch parked = transactions.execute(
                    _status -> outbox.lockNextParked(Set.of()).orElseThrow());
            assertThat(parked.dispatch()).isEqualTo(new DispatchNumber(8));
            assertThat(parked.reason()).isEqualTo("too large");
            outbox.markReported(parked);
            assertThat(outbox.lockNextParked(Set.of())).isEmpty();
        }
    }

    @Nested
    class Public_events {
        @Test
        void of_one_migration_are_published_in_order() {
            MigrationId first = insertMigration();
            MigrationId other = insertMigration();
            for (int index = 0; index < 3; index++) {
                addEvent(first);
                addEvent(other);
            }
            relay(_row -> new PublishResult.Published()).relayAll();
            assertThat(published.stream()
                            .filter(row -> row.migration().equals(first))
                            .map(row -> row.message().headers().get("ce_sequence")))
                    .containsExactly("1", "2", "3");
        }

        @Test
        void wait_for_their_predecessor_but_commands_do_not() {
            MigrationId migration = insertMigration();
            addEvent(migration);
            addEvent(migration);
            addDispatch(migration, 9);
            PublishBatch batch = PublishBatch.of(outbox.unpublished(Duration.ZERO, 0, 10));
            assertThat(batch.ready()).hasSize(2);
            assertThat(batch.next(_row -> false)).hasSize(1);
            assertThat(batch.next(_row -> true)).isEmpty();
        }
    }

    @Nested
    class Two_relays {
        @Test
        void never_publish_at_the_same_time() {
            addEvent(insertMigration());
            List<String> order = new CopyOnWriteArrayList<>();
            OutboxRelay first = relay(_row -> {
                order.add("first");
                return new PublishResult.Published();
            });
            OutboxRelay second = relay(_row -> {
                order.add("second");
                return new PublishResult.Published();
            });
            CompletableFuture<Void> running = transactions.execute(_status -> {
                outbox.lockRelay(Duration.ofSeconds(1));
                CompletableFuture<Void> waiting = CompletableFuture.runAsync(first::relayAll);
                Awaitility.await("the first relay waits for the lock").until(OutboxRelayTest.this::isLockAwaited);
                assertThat(order).isEmpty();
                return waiting;
            });
            assertThat(running).succeedsWithin(Duration.ofSeconds(10));
            second.relayAll();
            assertThat(order).containsExactly("first");
        }
    }
}
