package dev.lockstep.coordinator.outbox;

import dev.lockstep.contract.event.MigrationEvent;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.Command;
import dev.lockstep.contract.protocol.CommandHeader;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.core.type.TypeReference;

/** The rows that wait to be sent; added in the transaction of what they tell of, under the lock of their migration. */
public final class JdbcOutbox {
    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    private final JdbcTemplate jdbc;

    public JdbcOutbox(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** For the worker of the command's target. */
    public void add(Command command) {
        CommandHeader header = command.header();
        jdbc.update(
                """
                WITH next AS (UPDATE migration SET outbox_sequence = outbox_sequence + 1 WHERE id = ?
                    RETURNING outbox_sequence)
                INSERT INTO outbox (migration_id, sequence, topic, headers, payload, step, dispatch)
                SELECT ?, outbox_sequence, ?, ?::json, ?, ?, ? FROM next
                """,
                header.migration().value(),
                header.migration().value(),
                Topics.commandsOf(header.target()),
                LockstepJson.messages().writeValueAsString(TraceContext.headers(header)),
                LockstepJson.messages().writeValueAsString(command),
                header.step().value(),
                header.dispatch().value());
    }

    /** For whoever subscribes; numbered densely within the migration. */
    public void add(MigrationId migration, int round, MigrationEvent event, Instant at) {
        long sequence = Objects.requireNonNull(jdbc.queryForObject(
                """
                UPDATE migration SET event_sequence = event_sequence + 1, outbox_sequence = outbox_sequence + 1
                WHERE id = ? RETURNING event_sequence
                """,
                Long.class,
                migration.value()));
        jdbc.update(
                """
                INSERT INTO outbox (migration_id, sequence, topic, headers, payload)
                SELECT id, outbox_sequence, ?, ?::json, ? FROM migration WHERE id = ?
                """,
                Topics.MIGRATIONS,
                LockstepJson.messages().writeValueAsString(CloudEvents.headers(migration, round, sequence, event, at)),
                LockstepJson.messages().writeValueAsString(event),
                migration.value());
    }

    boolean isEmpty() {
        return jdbc.queryForList("SELECT 1 FROM outbox WHERE published_at IS NULL AND parked_at IS NULL LIMIT 1")
                .isEmpty();
    }

    /** Waits until this transaction's connection alone relays; one that dies, or falls asleep with it, loses it. */
    void becomeRelay(Duration patience) {
        jdbc.execute("SET LOCAL lock_timeout = %d".formatted(patience.toMillis()));
        jdbc.query("SELECT single FROM relay FOR UPDATE", _row -> {});
    }

    /** By id, which within a migration is the order of what happened: its row was locked while they were given out. */
    List<OutboxRow> unpublished(int limit) {
        return jdbc.query(
                """
                SELECT id, migration_id, topic, headers, payload FROM outbox
                WHERE published_at IS NULL AND parked_at IS NULL ORDER BY id LIMIT ?
                """,
                (row, _index) -> new OutboxRow(
                        row.getLong(1),
                        new MigrationId(row.getObject(2, UUID.class)),
                        row.getString(3),
                        LockstepJson.messages().readValue(row.getString(4), HEADERS),
                        row.getString(5)),
                limit);
    }

    /** The lease of a dispatch starts here: no worker can be late with what was never sent. */
    void published(List<Long> rows) {
        Object ids = rows.toArray(Long[]::new);
        jdbc.update("UPDATE outbox SET published_at = clock_timestamp() WHERE id = ANY (?::bigint[])", ids);
        jdbc.update(
                """
                UPDATE dispatch SET published_at = clock_timestamp(),
                    lease_until = greatest(lease_until, clock_timestamp() + lease)
                WHERE number = ANY (SELECT dispatch FROM outbox WHERE id = ANY (?::bigint[]) AND dispatch IS NOT NULL)
                """,
                ids);
    }

    void parked(long row, String reason) {
        jdbc.update("UPDATE outbox SET parked_at = clock_timestamp(), parked_because = ? WHERE id = ?", reason, row);
    }

    /** A parked dispatch whose saga must be told, its migration locked; none that another coordinator looks at. */
    public Optional<ParkedDispatch> nextParked() {
        return jdbc
                .query(
                        """
                        SELECT o.id, o.migration_id, o.step, o.dispatch, o.parked_because
                        FROM outbox o JOIN migration m ON m.id = o.migration_id
                        WHERE o.parked_at IS NOT NULL AND o.refused_at IS NULL AND o.dispatch IS NOT NULL
                        ORDER BY o.id LIMIT 1 FOR UPDATE OF m SKIP LOCKED
                        """,
                        (row, _index) -> new ParkedDispatch(
                                row.getLong(1),
                                new MigrationId(row.getObject(2, UUID.class)),
                                new StepId(row.getString(3)),
                                new DispatchNumber(row.getLong(4)),
                                row.getString(5)))
                .stream()
                .findFirst();
    }

    public void refused(ParkedDispatch parked) {
        jdbc.update("UPDATE outbox SET refused_at = clock_timestamp() WHERE id = ?", parked.row());
    }

    /** Seconds since the oldest unsent row was written; 0 where none waits. */
    public double age() {
        return Objects.requireNonNull(jdbc.queryForObject(
                """
                SELECT coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0) FROM outbox
                WHERE published_at IS NULL AND parked_at IS NULL
                """,
                Double.class));
    }

    public long parkedRows() {
        return Objects.requireNonNull(
                jdbc.queryForObject("SELECT count(*) FROM outbox WHERE parked_at IS NOT NULL", Long.class));
    }

    /** Forgets what was sent longer ago than this; what is parked stays for a person to see. */
    public int forgetPublishedBefore(Duration age) {
        return jdbc.update(
                """
                DELETE FROM outbox WHERE id IN (SELECT id FROM outbox
                    WHERE published_at < clock_timestamp() - make_interval(secs => ?) LIMIT 5000)
                """,
                (double) age.toSeconds());
    }
}
