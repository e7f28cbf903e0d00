package dev.lockstep.coordinator.outbox;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.core.type.TypeReference;

/**
 * Stores the messages that Kafka does not have yet. Rows are added in the transaction that appends the events, while
 * the migration is locked.
 */
public final class JdbcOutbox {
    /** The ids of the inserted rows, in the order of the messages. */
    public static final String INSERTED_IDS = "ARRAY(SELECT id FROM inserted_messages ORDER BY id)";

    /** The migrations of the inserted rows that had an unpublished public event before. */
    public static final String WAITING_MIGRATIONS =
            """
            ARRAY(SELECT DISTINCT o.migration_id::text FROM outbox o
                JOIN inserted_messages i ON i.migration_id = o.migration_id WHERE o.sequence IS NOT NULL)
            """;

    private static final String SELECT_UNPUBLISHED =
            """
            SELECT id, migration_id, topic, headers, payload, step, dispatch, sequence FROM outbox
            WHERE parked_at IS NULL \
            """;
    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};
    private final JdbcTemplate jdbc;

    public JdbcOutbox(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Adds the insertion of messages, whose ids are then {@link #INSERTED_IDS}. */
    public static void addInsert(JdbcCombinedStatement statement, List<OutboxMessage> messages) {
        if (messages.isEmpty()) {
            return;
        }
        statement.add(
                "inserted_messages",
                """
                INSERT INTO outbox (migration_id, topic, headers, payload, step, dispatch, sequence)
                SELECT migration_id, topic, headers::json, payload, step, dispatch, sequence
                FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[])
                    WITH ORDINALITY AS m (migration_id, topic, headers, payload, step, dispatch, sequence, row)
                ORDER BY row RETURNING id, migration_id
                """,
                JdbcCombinedStatement.texts(messages, OutboxMessage::migration),
                JdbcCombinedStatement.texts(messages, OutboxMessage::topic),
                JdbcCombinedStatement.texts(
                        messages, message -> LockstepJson.messages().writeValueAsString(message.headers())),
                JdbcCombinedStatement.texts(messages, OutboxMessage::payload),
                JdbcCombinedStatement.texts(messages, OutboxMessage::step),
                JdbcCombinedStatement.numbers(
                        messages,
                        message -> message.dispatch() == null
                                ? null
                                : message.dispatch().value()),
                JdbcCombinedStatement.numbers(messages, OutboxMessage::sequence));
    }

    /** Adds a command in the current transaction. */
    public OutboxRow add(OutboxMessage command) {
        JdbcCombinedStatement statement = new JdbcCombinedStatement();
        addInsert(statement, List.of(command));
        return statement.execute(
                jdbc,
                "SELECT id FROM inserted_messages",
                (row, _index) -> new OutboxRow(row.getLong(1), command, false));
    }

    /** Returns whether a row was added longer ago than this and is still not published. */
    boolean hasUnpublished(Duration age) {
        return !jdbc.queryForList(
                        """
                        SELECT 1 FROM outbox
                        WHERE parked_at IS NULL AND created_at <= clock_timestamp() - make_interval(secs => ?) LIMIT 1
                        """,
                        seconds(age))
                .isEmpty();
    }

    /**
     * Takes the relay lock until the transaction ends. The lock is also released if the connection breaks.
     *
     * @throws org.springframework.dao.CannotAcquireLockException if another relay holds the lock for longer than the
     *     timeout
     */
    void lockRelay(Duration timeout) {
        jdbc.execute("SET LOCAL lock_timeout = %d".formatted(timeout.toMillis()));
        jdbc.query("SELECT single FROM relay FOR UPDATE", _row -> {});
    }

    /**
     * Returns the oldest unpublished rows behind a row that were added longer ago than this. Within a migration their
     * order is that of the events.
     */
    List<OutboxRow> unpublished(Duration age, long afterId, int limit) {
        return jdbc.query(
                SELECT_UNPUBLISHED + "AND id > ? AND created_at <= clock_timestamp() - make_interval(secs => ?)"
                        + " ORDER BY id LIMIT ?",
                (row, _index) -> new OutboxRow(row.getLong("id"), message(row), false),
                afterId,
                seconds(age),
                limit);
    }

    /** Returns the rows of {@link #unpublished} that belong to these migrations. */
    List<OutboxRow> unpublishedOf(Collection<MigrationId> migrations, Duration age, long afterId, int limit) {
        return jdbc.query(
                SELECT_UNPUBLISHED + "AND id > ? AND migration_id = ANY (?::uuid[])"
                        + " AND created_at <= clock_timestamp() - make_interval(secs => ?) ORDER BY id LIMIT ?",
                (row, _index) -> new OutboxRow(row.getLong("id"), message(row), false),
                afterId,
                JdbcCombinedStatement.texts(migrations, migration -> migration),
                seconds(age),
                limit);
    }

    private static OutboxMessage message(ResultSet row) throws SQLException {
        String step = row.getString("step");
        Long dispatch = row.getObject("dispatch", Long.class);
        return new OutboxMessage(
                new MigrationId(row.getObject("migration_id", UUID.class)),
                row.getString("topic"),
                LockstepJson.messages().readValue(row.getString("headers"), HEADERS),
                row.getString("payload"),
                step == null ? null : new StepId(step),
                dispatch == null ? null : new DispatchNumber(dispatch),
                row.getObject("sequence", Long.class));
    }

    private static double seconds(Duration age) {
        return age.toMillis() / 1000.0;
    }

    /** Deletes rows that Kafka has. */
    void deletePublished(Collection<OutboxRow> rows) {
        jdbc.update("DELETE FROM outbox WHERE id = ANY (?::bigint[])", (Object)
                JdbcCombinedStatement.numbers(rows, OutboxRow::id));
    }

    /** Parks a row that Kafka rejected permanently, so that it is not sent again. */
    void park(OutboxRow row, String reason) {
        jdbc.update(
                "UPDATE outbox SET parked_at = clock_timestamp(), parked_reason = ? WHERE id = ?", reason, row.id());
    }

    /** Returns whether a parked dispatch was not yet reported to its saga. */
    public boolean hasUnreportedParked() {
        return !jdbc.queryForList(
                        """
                        SELECT 1 FROM outbox
                        WHERE parked_at IS NOT NULL AND reported_at IS NULL AND dispatch IS NOT NULL LIMIT 1
                        """)
                .isEmpty();
    }

    /**
     * Finds the next parked dispatch that was not yet reported to its saga, and locks the migration. Skips migrations
     * that another coordinator has locked.
     *
     * @param excluded migrations to skip
     */
    public Optional<ParkedDispatch> lockNextParked(Collection<MigrationId> excluded) {
        return jdbc
                .query(
                        """
                        SELECT o.id, o.migration_id, o.step, o.dispatch, o.parked_reason
                        FROM outbox o JOIN migration m ON m.id = o.migration_id
                        WHERE o.parked_at IS NOT NULL AND o.reported_at IS NULL AND o.dispatch IS NOT NULL
                            AND o.migration_id <> ALL (?::uuid[])
                        ORDER BY o.id LIMIT 1 FOR UPDATE OF m SKIP LOCKED
                        """,
                        (row, _index) -> new ParkedDispatch(
                                row.getLong(1),
                                new MigrationId(row.getObject(2, UUID.class)),
                                new StepId(row.getString(3)),
                                new DispatchNumber(row.getLong(4)),
                                row.getString(5)),
                        (Object) JdbcCombinedStatement.texts(excluded, migration -> migration))
                .stream()
                .findFirst();
    }

    /** Records that a parked dispatch was reported to its saga. */
    public void markReported(ParkedDispatch parked) {
        jdbc.update("UPDATE outbox SET reported_at = clock_timestamp() WHERE id = ?", parked.rowId());
    }

    /** Returns the seconds since the oldest unpublished row was added; 0 if there is none. */
    public double oldestUnpublishedAgeSeconds() {
        return Objects.requireNonNull(jdbc.queryForObject(
                """
                SELECT coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0) FROM outbox
                WHERE parked_at IS NULL
                """,
                Double.class));
    }

    public long parkedRows() {
        return Objects.requireNonNull(
                jdbc.queryForObject("SELECT count(*) FROM outbox WHERE parked_at IS NOT NULL", Long.class));
    }
}
