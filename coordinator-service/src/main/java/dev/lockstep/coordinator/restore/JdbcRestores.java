package dev.lockstep.coordinator.restore;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import dev.lockstep.coordinator.http.StorableTextRule;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Stores restores. All methods take part in the current transaction. */
final class JdbcRestores {
    private static final String SELECT =
            """
            SELECT migration_id, number, target, dry_run, reason, actor, requested_at, dispatch, state, result, finding,
                answered_at, attempts
            FROM restore \
            """;
    // Findings have the texts of workers, which can be of any length.
    private static final int MAX_FINDING_LENGTH = 4_000;
    private static final double RENEWAL_SECONDS = 60;
    private final JdbcTemplate jdbc;

    JdbcRestores(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Locks the migration, so that its state does not change until the transaction ends. */
    void lockMigration(MigrationId migration) {
        jdbc.query("SELECT 1 FROM migration WHERE id = ? FOR UPDATE", _row -> {}, migration.value());
    }

    /** The number of the last restore; 0 if there is none. */
    int lastNumber(MigrationId migration) {
        return jdbc.query(
                        "SELECT coalesce(max(number), 0) FROM restore WHERE migration_id = ?",
                        (row, _index) -> row.getInt(1),
                        migration.value())
                .getFirst();
    }

    /** Inserts a restore whose command is not sent yet. */
    StoredRestore insert(
            MigrationId migration, int number, RestoreRequest.Checked request, Actor actor, DispatchNumber dispatch) {
        return jdbc.query(
                        """
                        INSERT INTO restore (migration_id, number, target, dry_run, reason, actor, requested_at,
                            dispatch, state, attempts, next_attempt)
                        VALUES (?, ?, ?, ?, ?, ?::json, clock_timestamp(), ?, 'REQUESTED', 0, clock_timestamp())
                        RETURNING *
                        """,
                        JdbcRestores::stored,
                        migration.value(),
                        number,
                        request.target().value(),
                        request.dryRun(),
                        request.reason(),
                        LockstepJson.messages().writeValueAsString(actor),
                        dispatch.value())
                .getFirst();
    }

    Optional<StoredRestore> find(MigrationId migration, int number) {
        return jdbc
                .query(
                        SELECT + "WHERE migration_id = ? AND number = ?",
                        JdbcRestores::stored,
                        migration.value(),
                        number)
                .stream()
                .findFirst();
    }

    /** Locks the restore of a dispatch that has no answer yet. */
    Optional<StoredRestore> lockRequested(DispatchNumber dispatch) {
        return jdbc
                .query(
                        SELECT + "WHERE dispatch = ? AND state = 'REQUESTED' FOR UPDATE",
                        JdbcRestores::stored,
                        dispatch.value())
                .stream()
                .findFirst();
    }

    /** The restores with a lower number, newest first. */
    List<StoredRestore> before(MigrationId migration, int number, int limit) {
        return jdbc.query(
                SELECT + "WHERE migration_id = ? AND number < ? ORDER BY number DESC LIMIT ?",
                JdbcRestores::stored,
                migration.value(),
                number,
                limit);
    }

    /**
     * Locks the restore whose next attempt has been due for the longest time. Skips those that another coordinator has
     * locked.
     *
     * @param excluded migrations to skip
     */
    Optional<StoredRestore> lockNextDue(Collection<MigrationId> excluded) {
        return jdbc
                .query(
                        SELECT
                                + """
                                WHERE next_attempt <= clock_timestamp() AND migration_id <> ALL (?::uuid[])
                                ORDER BY next_attempt LIMIT 1 FOR UPDATE SKIP LOCKED
                                """,
                        JdbcRestores::stored,
                        (Object) JdbcCombinedStatement.texts(excluded, migration -> migration))
                .stream()
                .findFirst();
    }

    /** Counts an attempt, and sets the time of the next one. */
    void markSent(StoredRestore sent, Duration untilNext) {
        jdbc.update(
                """
                UPDATE restore SET attempts = attempts + 1,
                    next_attempt = clock_timestamp() + make_interval(secs => ?)
                WHERE dispatch = ?
                """,
                untilNext.toMillis() / 1000.0,
                sent.dispatch().value());
    }

    /** Restarts the attempts of restores whose workers still run. */
    void renew(Collection<DispatchNumber> dispatches) {
        jdbc.update(
                """
                UPDATE restore SET attempts = 1, next_attempt = clock_timestamp() + make_interval(secs => ?)
                WHERE dispatch = ANY (?::bigint[]) AND state = 'REQUESTED'
                """,
                RENEWAL_SECONDS,
                JdbcCombinedStatement.numbers(dispatches, DispatchNumber::value));
    }

    /** Those of the dispatches that are of a restore. */
    Set<DispatchNumber> known(Collection<DispatchNumber> dispatches) {
        return Set.copyOf(jdbc.query(
                "SELECT dispatch FROM restore WHERE dispatch = ANY (?::bigint[])",
                (row, _index) -> new DispatchNumber(row.getLong(1)),
                (Object) JdbcCombinedStatement.numbers(dispatches, DispatchNumber::value)));
    }

    /** Keeps the last failure of a restore that is attempted again. */
    void note(StoredRestore failed, String finding) {
        jdbc.update(
                "UPDATE restore SET finding = ? WHERE dispatch = ?",
                StorableTextRule.storable(finding, MAX_FINDING_LENGTH),
                failed.dispatch().value());
    }

    /** Ends a restore. */
    void end(StoredRestore ended, RestoreState state, @Nullable RestoreResult result, @Nullable String finding) {
        jdbc.update(
                """
                UPDATE restore SET state = ?, result = ?::json, finding = ?, answered_at = clock_timestamp(),
                    next_attempt = NULL
                WHERE dispatch = ?
                """,
                state.name(),
                result == null ? null : LockstepJson.messages().writeValueAsString(result),
                finding == null ? null : StorableTextRule.storable(finding, MAX_FINDING_LENGTH),
                ended.dispatch().value());
    }

    private static StoredRestore stored(ResultSet row, int _index) throws SQLException {
        Timestamp answeredAt = row.getTimestamp("answered_at");
        String result = row.getString("result");
        return new StoredRestore(
                new MigrationId(row.getObject("migration_id", UUID.class)),
                new DispatchNumber(row.getLong("dispatch")),
                new Restore(
                        row.getInt("number"),
                        new TargetName(row.getString("target")),
                        row.getBoolean("dry_run"),
                        row.getString("reason"),
                        LockstepJson.messages().readValue(row.getString("actor"), Actor.class),
                        row.getTimestamp("requested_at").toInstant(),
                        RestoreState.valueOf(row.getString("state")),
                        result == null ? null : LockstepJson.messages().readValue(result, RestoreResult.class),
                        row.getString("finding"),
                        answeredAt == null ? null : answeredAt.toInstant(),
                        row.getInt("attempts")));
    }
}
