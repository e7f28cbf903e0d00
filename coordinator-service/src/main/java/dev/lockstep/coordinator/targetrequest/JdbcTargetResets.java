package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.plan.TargetName;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Stores from which migration on a target has no journal of Lockstep any more, or is another database. All methods take
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
                    AND NOT EXISTS (SELECT 1 FROM target_reset r
                        WHERE r.target = t.target AND r.position >= t.position)
                """,
                Long.class,
                target.value()));
    }

    /**
     * Lets no migration before this moment be rolled back on the target. Journals there that wait for a purge count as
     * purged.
     */
    void reset(TargetRequestView request) {
        jdbc.update(
                """
                INSERT INTO target_reset (target, position, kind, request, at)
                SELECT ?, coalesce(max(position), 0), ?, ?, date_trunc('milliseconds', clock_timestamp()) FROM migration
                ON CONFLICT (target, position) DO UPDATE SET kind = excluded.kind, request = excluded.request,
                    at = excluded.at
                """,
                request.target().value(),
                request.kind().name(),
                request.number());
        jdbc.update(
                "DELETE FROM target_drift WHERE target = ?", request.target().value());
    }
}
