package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Stores from when on a target has no journal of earlier migrations any more, or is another database. All methods take
 * part in the current transaction.
 */
final class JdbcTargetResets {
    private final JdbcTemplate jdbc;

    JdbcTargetResets(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The number of migrations on the target that could be rolled back so far, and no longer after a reset. */
    long affected(TargetName target) {
        return Objects.requireNonNull(jdbc.queryForObject(
                """
                SELECT count(*) FROM migration_target t JOIN migration m ON m.position = t.position
                WHERE t.target = ? AND m.state = 'COMPLETED' AND m.purgeable_since IS NOT NULL
                    AND NOT EXISTS (SELECT 1 FROM target_reset r JOIN dispatch d
                        ON d.migration_id = m.id AND d.target = r.target AND d.number < r.dispatch
                        WHERE r.target = t.target)
                """,
                Long.class,
                target.value()));
    }

    private void endPurges(TargetName target) {
        List<UUID> ended = jdbc.query(
                """
                UPDATE step_purge SET state = 'PURGED', rows = 0, bytes = 0, finding = NULL, next_attempt = NULL,
                    answered_at = clock_timestamp()
                WHERE target = ? AND (state = 'WAITING' OR state = 'REQUESTED') RETURNING migration_id
                """,
                (row, _index) -> row.getObject(1, UUID.class),
                target.value());
        Object migrations = JdbcCombinedStatement.texts(ended, id -> id);
        // The last answer of another target, which is handled at the same time, must see this.
        jdbc.query(
                "SELECT 1 FROM purge WHERE migration_id = ANY (?::uuid[]) ORDER BY migration_id FOR UPDATE",
                _row -> {},
                migrations);
        jdbc.update(
                """
                UPDATE purge p SET purged_at = date_trunc('milliseconds', clock_timestamp())
                WHERE migration_id = ANY (?::uuid[]) AND purged_at IS NULL AND NOT EXISTS
                    (SELECT 1 FROM step_purge s WHERE s.migration_id = p.migration_id AND s.state <> 'PURGED')
                """,
                migrations);
    }

    /**
     * Lets no migration be rolled back whose commands were sent to the target before this request. Journals there that
     * wait for a purge count as purged.
     */
    void reset(TargetRequestView request, DispatchNumber dispatch) {
        jdbc.update(
                """
                INSERT INTO target_reset (target, dispatch, kind, request, at)
                VALUES (?, ?, ?, ?, date_trunc('milliseconds', clock_timestamp())) ON CONFLICT DO NOTHING
                """,
                request.target().value(),
                dispatch.value(),
                request.kind().name(),
                request.number());
        endPurges(request.target());
        jdbc.update(
                "DELETE FROM target_drift WHERE target = ?", request.target().value());
        jdbc.update(
                "DELETE FROM target_fence WHERE target = ?", request.target().value());
    }
}
