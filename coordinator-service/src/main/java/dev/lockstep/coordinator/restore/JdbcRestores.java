package dev.lockstep.coordinator.restore;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.coordinator.unawaited.JdbcRequests;
import dev.lockstep.coordinator.unawaited.StoredRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import org.springframework.jdbc.core.JdbcTemplate;

/** Stores restores. All methods take part in the current transaction. */
final class JdbcRestores {
    private final JdbcTemplate jdbc;
    private final JdbcRequests<Restore> requests;

    JdbcRestores(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.requests = new JdbcRequests<>(jdbc, "restore", JdbcRestores::restore);
    }

    /** What restores have in common with other requests to workers. */
    JdbcRequests<Restore> requests() {
        return requests;
    }

    /** Inserts a restore whose command is not sent yet. */
    StoredRequest<Restore> insert(
            MigrationId migration, int number, RestoreRequest.Checked request, Actor actor, DispatchNumber dispatch) {
        return jdbc.query(
                        """
                        INSERT INTO restore (migration_id, number, target, dry_run, reason, actor, requested_at,
                            dispatch, state, attempts, next_attempt)
                        VALUES (?, ?, ?, ?, ?, ?::json, clock_timestamp(), ?, 'REQUESTED', 0, clock_timestamp())
                        RETURNING *
                        """,
                        requests::stored,
                        migration.value(),
                        number,
                        request.target().value(),
                        request.dryRun(),
                        request.reason(),
                        LockstepJson.messages().writeValueAsString(actor),
                        dispatch.value())
                .getFirst();
    }

    void succeed(DispatchNumber dispatch, RestoreResult result) {
        jdbc.update(
                """
                UPDATE restore SET state = 'RESTORED', result = ?::json, finding = NULL,
                    answered_at = clock_timestamp(), next_attempt = NULL
                WHERE dispatch = ?
                """,
                LockstepJson.messages().writeValueAsString(result),
                dispatch.value());
    }

    void fail(DispatchNumber dispatch, String finding) {
        jdbc.update(
                """
                UPDATE restore SET state = 'FAILED', finding = ?, answered_at = clock_timestamp(), next_attempt = NULL
                WHERE dispatch = ?
                """,
                JdbcRequests.storable(finding),
                dispatch.value());
    }

    private static Restore restore(ResultSet row, int _index) throws SQLException {
        Timestamp answeredAt = row.getTimestamp("answered_at");
        String result = row.getString("result");
        return new Restore(
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
                row.getInt("attempts"));
    }
}
