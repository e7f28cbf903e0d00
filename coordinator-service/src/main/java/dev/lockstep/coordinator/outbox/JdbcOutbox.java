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
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.core.type.TypeReference;

/** Stores outbox rows. Rows are added in the transaction that appends the events, while the migration is locked. */
public final class JdbcOutbox {
    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};
    private final JdbcTemplate jdbc;

    public JdbcOutbox(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds a command to the worker of a target. */
    public void add(Command command) {
        CommandHeader header = command.header();
        jdbc.update(
                """
                INSERT INTO outbox (migration_id, topic, headers, payload, step, dispatch)
                VALUES (?, ?, ?::json, ?, ?, ?)
                """,
                header.migration().value(),
                Topics.commandsOf(header.target()),
                LockstepJson.messages().writeValueAsString(TraceContext.headers(header)),
                LockstepJson.messages().writeValueAsString(command),
                header.step().value(),
                header.dispatch().value());
    }

    /** Adds a public event with the next sequence number of the migration. */
    public void add(MigrationId migration, int round, MigrationEvent event, Instant at) {
        long sequence = Objects.requireNonNull(jdbc.queryForObject(
                "UPDATE migration SET event_sequence = event_sequence + 1 WHERE id = ? RETURNING event_sequence",
                Long.class,
                migration.value()));
        jdbc.update(
                "INSERT INTO outbox (migration_id, topic, headers, payload) VALUES (?, ?, ?::json, ?)",
                migration.value(),
                Topics.MIGRATIONS,
                LockstepJson.messages().writeValueAsString(CloudEvents.headers(migration, round, sequence, event, at)),
                LockstepJson.messages().writeValueAsString(event));
    }

    /** Returns whether no row waits for publication. */
    boolean isEmpty() {
        return jdbc.queryForList("SELECT 1 FROM outbox WHERE published_at IS NULL AND parked_at IS NULL LIMIT 1")
                .isEmpty();
    }

    /**
     * Takes the relay lock until the transaction ends. The lock is also released if the connection breaks.
     *
     * @throws org.springframework.dao.CannotAcquireLockException if another relay holds the lock for longer than the timeout
     */
    void lockRelay(Duration timeout) {
        jdbc.execute("SET LOCAL lock_timeout = %d".formatted(timeout.toMillis()));
        jdbc.query("SELECT single FROM relay FOR UPDATE", _row -> {});
    }

    /** Returns the oldest unpublished rows. Within a migration their order is that of the events. */
    List<OutboxRow> unpublished(int limit) {
        return jdbc.query(
                """
                SELECT id, migration_id, topic, headers, payload, dispatch FROM outbox
                WHERE published_at IS NULL AND parked_at IS NULL ORDER BY id LIMIT ?
                """,
                (row, _index) -> new OutboxRow(
                        row.getLong(1),
                        new MigrationId(row.getObject(2, UUID.class)),
                        row.getString(3),
                        LockstepJson.messages().readValue(row.getString(4), HEADERS),
                        row.getString(5),
                        dispatch(row.getObject(6, Long.class))),
                limit);
    }

    private static @Nullable DispatchNumber dispatch(@Nullable Long number) {
        return number == null ? null : new DispatchNumber(number);
    }

    void markPublished(List<OutboxRow> rows) {
        jdbc.update("UPDATE outbox SET published_at = clock_timestamp() WHERE id = ANY (?::bigint[])", (Object)
                rows.stream().map(OutboxRow::id).toArray(Long[]::new));
    }

    /** Parks a row that Kafka rejected permanently, so that it is not sent again. */
    void park(OutboxRow row, String reason) {
        jdbc.update(
                "UPDATE outbox SET parked_at = clock_timestamp(), parked_reason = ? WHERE id = ?", reason, row.id());
    }

    /**
     * Finds the next parked dispatch that was not yet reported to its saga, and locks the migration. Skips migrations that
     * another coordinator has locked.
     */
    public Optional<ParkedDispatch> lockNextParked() {
        return jdbc
                .query(
                        """
                        SELECT o.id, o.migration_id, o.step, o.dispatch, o.parked_reason
                        FROM outbox o JOIN migration m ON m.id = o.migration_id
                        WHERE o.parked_at IS NOT NULL AND o.reported_at IS NULL AND o.dispatch IS NOT NULL
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

    /** Records that a parked dispatch was reported to its saga. */
    public void markReported(ParkedDispatch parked) {
        jdbc.update("UPDATE outbox SET reported_at = clock_timestamp() WHERE id = ?", parked.rowId());
    }

    /** Returns the seconds since the oldest unpublished row was added; 0 if there is none. */
    public double oldestUnpublishedSeconds() {
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

    /** Deletes rows whose publication is older than this age. Parked rows stay, so that an operator can inspect them. */
    int deletePublishedBefore(Duration age) {
        return jdbc.update(
                """
                DELETE FROM outbox WHERE id IN (SELECT id FROM outbox
                    WHERE published_at < clock_timestamp() - make_interval(secs => ?) LIMIT 5000)
                """,
                (double) age.toSeconds());
    }
}
