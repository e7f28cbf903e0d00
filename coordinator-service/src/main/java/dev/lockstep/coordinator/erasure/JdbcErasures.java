package dev.lockstep.coordinator.erasure;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.dispatch.JdbcPurgeDecisions;
import dev.lockstep.coordinator.unawaited.JdbcRequests;
import dev.lockstep.coordinator.unawaited.StoredRequest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** Stores erasures. All methods take part in the current transaction. */
final class JdbcErasures {
    private final JdbcTemplate jdbc;
    private final JdbcRequests<Erasure> requests;

    JdbcErasures(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.requests = new JdbcRequests<>(jdbc, "erasure", JdbcErasures::erasure);
    }

    /** What erasures have in common with other requests to workers. */
    JdbcRequests<Erasure> requests() {
        return requests;
    }

    /** Whether the journals of the migration are purged. */
    Optional<JdbcPurgeDecisions.PurgeDecision> findPurge(MigrationId migration) {
        return new JdbcPurgeDecisions(jdbc).find(migration);
    }

    /** The erasure of the same unit that is under way or done. */
    Optional<Erasure> findSame(MigrationId migration, ErasureRequest.Checked request) {
        return jdbc
                .query(
                        """
                        SELECT * FROM erasure
                        WHERE migration_id = ? AND step = ? AND unit = ? AND state IN ('REQUESTED', 'ERASED') LIMIT 1
                        """,
                        JdbcErasures::erasure,
                        migration.value(),
                        request.step().value(),
                        request.unit())
                .stream()
                .findFirst();
    }

    /** Inserts an erasure whose command is not sent yet. */
    StoredRequest<Erasure> insert(
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
                        requests::stored,
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

    /** Ends an erasure without success, unless it has ended. */
    void end(DispatchNumber dispatch, ErasureState state, String finding) {
        jdbc.update(
                """
                UPDATE erasure SET state = ?, finding = ?, answered_at = clock_timestamp(), next_attempt = NULL
                WHERE dispatch = ? AND state = 'REQUESTED'
                """,
                state.name(),
                JdbcRequests.storable(finding),
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

    private static Erasure erasure(ResultSet row, int _index) throws SQLException {
        Timestamp answeredAt = row.getTimestamp("answered_at");
        return new Erasure(
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
                row.getInt("attempts"));
    }
}
