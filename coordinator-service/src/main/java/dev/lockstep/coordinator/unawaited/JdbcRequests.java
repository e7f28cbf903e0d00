package dev.lockstep.coordinator.unawaited;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import dev.lockstep.coordinator.http.StorableTextRule;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

/**
 * Reads and changes the columns that the requests of every kind have, in the table of one kind. All methods take part
 * in the current transaction.
 */
public final class JdbcRequests<T extends WorkerRequest> {
    // Findings have the texts of workers, which can be of any length.
    private static final int MAX_FINDING_LENGTH = 4_000;
    private final JdbcTemplate jdbc;
    private final String table;
    private final RowMapper<T> requests;

    /**
     * @param table has at least the columns migration_id, number, dispatch, state, finding, attempts and next_attempt
     * @param requests reads a request from all columns of its row
     */
    public JdbcRequests(JdbcTemplate jdbc, String table, RowMapper<T> requests) {
        this.jdbc = jdbc;
        this.table = table;
        this.requests = requests;
    }

    /**
     * Locks the migration, so that its state does not change until the transaction ends; does nothing if there is none.
     */
    public void lockMigration(MigrationId migration) {
        jdbc.query("SELECT 1 FROM migration WHERE id = ? FOR UPDATE", _row -> {}, migration.value());
    }

    /** The number of the last request of the migration; 0 if there is none. */
    public int lastNumber(MigrationId migration) {
        return jdbc.query(
                        "SELECT coalesce(max(number), 0) FROM %s WHERE migration_id = ?".formatted(table),
                        (row, _index) -> row.getInt(1),
                        migration.value())
                .getFirst();
    }

    public Optional<StoredRequest<T>> find(MigrationId migration, long number) {
        return select("WHERE migration_id = ? AND number = ?", migration.value(), number).stream()
                .findFirst();
    }

    /** The requests with a lower number, newest first. */
    public List<T> before(MigrationId migration, int number, int limit) {
        return select(
                        "WHERE migration_id = ? AND number < ? ORDER BY number DESC LIMIT ?",
                        migration.value(),
                        number,
                        limit)
                .stream()
                .map(StoredRequest::request)
                .toList();
    }

    /** Locks the request of a dispatch that has no answer yet. */
    public Optional<StoredRequest<T>> lockRequested(DispatchNumber dispatch) {
        return select("WHERE dispatch = ? AND state = 'REQUESTED' FOR UPDATE", dispatch.value()).stream()
                .findFirst();
    }

    /**
     * Locks the request whose next attempt has been due for the longest time. Skips those that another coordinator has
     * locked.
     *
     * @param excluded migrations to skip
     */
    public Optional<StoredRequest<T>> lockNextDue(Collection<MigrationId> excluded) {
        return select(
                        """
                        WHERE next_attempt <= clock_timestamp() AND migration_id <> ALL (?::uuid[])
                        ORDER BY next_attempt LIMIT 1 FOR UPDATE SKIP LOCKED
                        """,
                        (Object) JdbcCombinedStatement.texts(excluded, migration -> migration))
                .stream()
                .findFirst();
    }

    /** Counts an attempt, and sets the time of the next one. */
    void markSent(DispatchNumber sent, Duration untilNext) {
        jdbc.update(
                """
                UPDATE %s SET attempts = attempts + 1, next_attempt = clock_timestamp() + make_interval(secs => ?)
                WHERE dispatch = ?
                """
                        .formatted(table),
                seconds(untilNext),
                sent.value());
    }

    /** Sets the time of the next attempt. */
    public void postpone(DispatchNumber postponed, Duration untilNext) {
        jdbc.update(
                "UPDATE %s SET next_attempt = clock_timestamp() + make_interval(secs => ?) WHERE dispatch = ?"
                        .formatted(table),
                seconds(untilNext),
                postponed.value());
    }

    /** Lets the next attempts of requests whose workers still run wait at least this long. */
    void renew(Collection<DispatchNumber> running, Duration untilNext) {
        jdbc.update(
                """
                UPDATE %s SET next_attempt = greatest(next_attempt, clock_timestamp() + make_interval(secs => ?))
                WHERE dispatch = ANY (?::bigint[]) AND state = 'REQUESTED'
                """
                        .formatted(table),
                seconds(untilNext),
                JdbcCombinedStatement.numbers(running, DispatchNumber::value));
    }

    /** Those of the dispatches that are of requests of this kind. */
    Set<DispatchNumber> known(Collection<DispatchNumber> dispatches) {
        return Set.copyOf(jdbc.query(
                "SELECT dispatch FROM %s WHERE dispatch = ANY (?::bigint[])".formatted(table),
                (row, _index) -> new DispatchNumber(row.getLong(1)),
                (Object) JdbcCombinedStatement.numbers(dispatches, DispatchNumber::value)));
    }

    /** Keeps the last failure of a request that is attempted again. */
    void note(DispatchNumber failed, String finding) {
        jdbc.update(
                "UPDATE %s SET finding = ? WHERE dispatch = ? AND state = 'REQUESTED'".formatted(table),
                storable(finding),
                failed.value());
    }

    /** The finding as the column can keep it. */
    public static String storable(String finding) {
        return StorableTextRule.storable(finding, MAX_FINDING_LENGTH);
    }

    /** Reads the row of a request. */
    public StoredRequest<T> stored(ResultSet row, int index) throws SQLException {
        return new StoredRequest<>(
                new MigrationId(row.getObject("migration_id", UUID.class)),
                new DispatchNumber(row.getLong("dispatch")),
                requests.mapRow(row, index));
    }

    private List<StoredRequest<T>> select(String condition, Object... arguments) {
        return jdbc.query("SELECT * FROM %s %s".formatted(table, condition), this::stored, arguments);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
