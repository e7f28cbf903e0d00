package dev.lockstep.subscriber;

import dev.lockstep.contract.protocol.MigrationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionOperations;

/** Keeps sequences in PostgreSQL, in one transaction with the JDBC work of the listeners. */
public final class JdbcSequenceStore implements SequenceStore {
    private final JdbcOperations jdbc;
    private final TransactionOperations transactions;
    private final String subscriber;
    private final Clock clock;

    public JdbcSequenceStore(JdbcOperations jdbc, TransactionOperations transactions, String subscriber, Clock clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.subscriber = subscriber;
        this.clock = clock;
    }

    @Override
    public Outcome update(MigrationId migration, Function<Position, Change> work) {
        return Objects.requireNonNull(transactions.execute(status -> {
            Position position = lock(migration);
            Change change = work.apply(position);
            if (!change.position().equals(position)) {
                save(migration, change.position());
            }
            return change.outcome();
        }));
    }

    private Position lock(MigrationId migration) {
        jdbc.update(
                """
                INSERT INTO lockstep_subscriber_migration
                VALUES (?, ?, 0, false, false, ?) ON CONFLICT DO NOTHING
                """,
                subscriber,
                migration.value(),
                now());
        return Objects.requireNonNull(jdbc.queryForObject(
                """
                SELECT last_sequence, stopped, ended FROM lockstep_subscriber_migration
                WHERE subscriber = ? AND migration = ? FOR UPDATE
                """,
                (row, number) -> position(row),
                subscriber,
                migration.value()));
    }

    private static Position position(ResultSet row) throws SQLException {
        return new Position(row.getLong(1), row.getBoolean(2), row.getBoolean(3));
    }

    private void save(MigrationId migration, Position position) {
        jdbc.update(
                """
                UPDATE lockstep_subscriber_migration SET last_sequence = ?, stopped = ?, ended = ?, changed_at = ?
                WHERE subscriber = ? AND migration = ?
                """,
                position.last(),
                position.stopped(),
                position.ended(),
                now(),
                subscriber,
                migration.value());
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    @Override
    public List<MigrationId> stopped() {
        return jdbc.query(
                "SELECT migration FROM lockstep_subscriber_migration WHERE subscriber = ? AND stopped LIMIT 100",
                (row, number) -> new MigrationId(row.getObject(1, UUID.class)),
                subscriber);
    }

    @Override
    public void forgetAll() {
        jdbc.update("DELETE FROM lockstep_subscriber_migration WHERE subscriber = ?", subscriber);
    }

    @Override
    public int forgetEndedBefore(Instant time) {
        return jdbc.update(
                "DELETE FROM lockstep_subscriber_migration WHERE subscriber = ? AND ended AND NOT stopped"
                        + " AND changed_at < ?",
                subscriber,
                time.atOffset(ZoneOffset.UTC));
    }

    @Override
    public Optional<String> topicId(String topic, int partition) {
        return jdbc
                .query(
                        """
                        SELECT topic_id FROM lockstep_subscriber_partition
                        WHERE subscriber = ? AND topic = ? AND partition = ?
                        """,
                        (row, number) -> row.getString(1),
                        subscriber,
                        topic,
                        partition)
                .stream()
                .findFirst();
    }

    @Override
    public void saveTopicId(String topic, int partition, String id) {
        jdbc.update(
                """
                INSERT INTO lockstep_subscriber_partition VALUES (?, ?, ?, ?)
                ON CONFLICT (subscriber, topic, partition) DO UPDATE SET topic_id = excluded.topic_id
                """,
                subscriber,
                topic,
                partition,
                id);
    }
}
