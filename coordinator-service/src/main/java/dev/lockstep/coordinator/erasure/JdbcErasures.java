package dev.lockstep.coordinator.erasure;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
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
import org.springframework.jdbc.core.JdbcTemplate;

/** Stores erasures. All methods take part in the current transaction. */
final class JdbcErasures {
    private static final String SELECT =
            """
            SELECT migration_id, number, step, target, unit, reason, actor, requested_at, dispatch, state, erased,
                finding, answered_at, attempts
            FROM erasure \
            """;
    // Findings have the texts of workers, which can be of any length.
    private static final int MAX_FINDING_LENGTH = 4_000;
    private final JdbcTemplate jdbc;

    JdbcErasures(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Locks the migration, so that its state does not change until the transaction ends; does nothing if there is
     * none.
     */
    void lockMigration(MigrationId migration) {
        jdbc.query("SELECT 1 FROM migration WHERE id = ? FOR UPDATE", _row -> {}, migration.value());
    }

    /** The erasure of the same unit that is under way or done. */
    Optional<StoredErasure> findSame(MigrationId migration, ErasureRequest.Checked request) {
        return jdbc
                .query(
                        SELECT
                                + "WHERE migration_id = ? AND step = ? AND unit = ? AND state IN ('REQUESTED', 'ERASED') LIMIT 1",
                        JdbcErasures::stored,
                        migration.value(),
                        request.step().value(),
                        request.unit())
                .stream()
                .findFirst();
    }

    /** The number of the last erasure; 0 if there is none. */
    int lastNumber(MigrationId migration) {
        return jdbc.query(
                        "SELECT coalesce(max(number), 0) FROM erasure WHERE migration_id = ?",
                        (row, _index) -> row.getInt(1),
                        migration.value())
                .getFirst();
    }

    /** Inserts an erasure whose command is not sent yet. */
    StoredErasure insert(
            MigrationId migration,
            int number,
            TargetName target,
            ErasureRequest.Checked request,
            Actor actor,
            DispatchNumber dispatch) {
        return jdbc.query(
                        """
                        INSERT INTO erasure (migration_id, number, step, target, unit, reason, actor, requested_at,
                            dispatch, state, attempts, next_attempt)
                        VALUES (?, ?, ?, ?, ?, ?, ?::json, clock_timestamp(), ?, 'REQUESTED', 0, clock_timestamp())
                        RETURNING *
                        """,
                        JdbcErasures::stored,
                        migration.value(),
                        number,
                        request.step().value(),
                        target.value(),
                        request.unit(),
                        request.reason(),
                        LockstepJson.messages().writeValueAsString(actor),
                        dispatch.value())
                .getFirst();
    }

    Optional<StoredErasure> find(MigrationId migration, int number) {
        return jdbc
                .query(
                        SELECT + "WHERE migration_id = ? AND number = ?",
                        JdbcErasures::stored,
                        migration.value(),
                        number)
                .stream()
                .findFirst();
    }

    /** The erasures with a lower number, newest first. */
    List<StoredErasure> before(MigrationId migration, int number, int limit) {
        return jdbc.query(
                SELECT + "WHERE migration_id = ? AND number < ? ORDER BY number DESC LIMIT ?",
                JdbcErasures::stored,
                migration.value(),
                number,
                limit);
    }

    /**
     * Locks the erasure whose next attempt has been due for the longest time. Skips those that another coordinator has
     * locked.
     *
     * @param excluded migrations to skip
     */
    Optional<StoredErasure> lockNextDue(Collection<MigrationId> excluded) {
        return jdbc
                .query(
                        SELECT
                                + """
                                WHERE next_attempt <= clock_timestamp() AND migration_id <> ALL (?::uuid[])
                                ORDER BY next_attempt LIMIT 1 FOR UPDATE SKIP LOCKED
                                """,
                        JdbcErasures::stored,
                        (Object) JdbcCombinedStatement.texts(excluded, migration -> migration))
                .stream()
                .findFirst();
    }

    /** Counts an attempt, and sets the time of the next one. */
    void markSent(StoredErasure sent, Duration untilNext) {
        jdbc.update(
                """
                UPDATE erasure SET attempts = attempts + 1,
                    next_attempt = clock_timestamp() + make_interval(secs => ?)
                WHERE dispatch = ?
                """,
                untilNext.toMillis() / 1000.0,
                sent.dispatch().value());
    }

    /** Sets the time of the next attempt. */
    void postpone(StoredErasure postponed, Duration untilNext) {
        jdbc.update(
                "UPDATE erasure SET next_attempt = clock_timestamp() + make_interval(secs => ?) WHERE dispatch = ?",
                untilNext.toMillis() / 1000.0,
                postponed.dispatch().value());
    }

    /** Those of the dispatches that are of an erasure. */
    Set<DispatchNumber> known(Collection<DispatchNumber> dispatches) {
        return Set.copyOf(jdbc.query(
                "SELECT dispatch FROM erasure WHERE dispatch = ANY (?::bigint[])",
                (row, _index) -> new DispatchNumber(row.getLong(1)),
                (Object) JdbcCombinedStatement.numbers(dispatches, DispatchNumber::value)));
    }

    /** Keeps the last failure of an erasure that is attempted again. */
    void note(DispatchNumber dispatch, String finding) {
        jdbc.update(
                "UPDATE erasure SET finding = ? WHERE dispatch = ? AND state = 'REQUESTED'",
                StorableTextRule.storable(finding, MAX_FINDING_LENGTH),
                dispatch.value());
    }

    /** Ends an erasure without success, unless it has ended. */
    void end(DispatchNumber dispatch, ErasureState state, String finding) {
        jdbc.update(
                """
                UPDATE erasure SET state = ?, finding = ?, answered_at = clock_timestamp(), next_attempt = NULL
                WHERE dispatch = ? AND state = 'REQUESTED'
                """,
                state.name(),
                StorableTextRule.storable(finding, MAX_FINDING_LENGTH),
                dispatch.value());
    }

    /** Ends an erasure with success, also one that has failed because its answer was late. */
    void succeed(DispatchNumber dispatch, long erased) {
        jdbc.update(
                """
                UPDATE erasure SET state = 'ERASED', erased = ?, finding = NULL, answered_at = clock_timestamp(),
                    next_attempt = NULL
                WHERE dispatch = ? AND state IN ('REQUESTED', 'FAILED')
                """,
                erased,
                dispatch.value());
    }

    private static StoredErasure stored(ResultSet row, int _index) throws SQLException {
        Timestamp answeredAt = row.getTimestamp("answered_at");
        return new StoredErasure(
                new MigrationId(row.getObject("migration_id", UUID.class)),
                new DispatchNumber(row.getLong("dispatch")),
                new Erasure(
                        row.getInt("number"),
                        new StepId(row.getString("step")),
                        new TargetName(row.getString("target")),
                        row.getString("unit"),
                        row.getString("reason"),
                        LockstepJson.messages().readValue(row.getString("actor"), Actor.class),
                        row.getTimestamp("requested_at").toInstant(),
                        ErasureState.valueOf(row.getString("state")),
                        row.getObject("erased", Long.class),
                        row.getString("finding"),
                        answeredAt == null ? null : answeredAt.toInstant(),
                        row.getInt("attempts")));
    }
}
