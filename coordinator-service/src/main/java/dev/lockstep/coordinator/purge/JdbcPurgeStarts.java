package dev.lockstep.coordinator.purge;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import java.time.Duration;
import java.util.Collection;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Starts waiting requests of purges, up to a limit over all coordinators. All methods take part in the current
 * transaction.
 */
final class JdbcPurgeStarts {
    // The key of an advisory lock: one coordinator at a time starts purges.
    private static final long START_LOCK = 0x10C_5797;
    // Requests that wait are read again and again, so no more are decided while there are so many.
    private static final int MAX_WAITING = 500;

    private final JdbcTemplate jdbc;

    JdbcPurgeStarts(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Whether so many requests wait for their first attempt that no further purges are to be decided. Requests that
     * have failed do not count, because they can wait for days.
     *
     * @param live the targets that have a worker. Requests for other targets do not count, because they would stop the
     *     purges of these targets. The schedule decides none for migrations that have only such targets.
     */
    boolean hasBacklog(Collection<TargetName> live) {
        return jdbc.query(
                                """
                                SELECT 1 FROM step_purge WHERE state = 'WAITING' AND failures = 0
                                    AND target = ANY (?::text[]) LIMIT ?
                                """,
                                (row, _index) -> row.getInt(1),
                                JdbcCombinedStatement.texts(live, target -> target),
                                MAX_WAITING)
                        .size()
                == MAX_WAITING;
    }

    /**
     * Starts requests that are due, the longest waiting one of each target: on targets that no migration claims, and on
     * all others after a time. Does nothing while another coordinator does it.
     *
     * @param live the targets that have a worker; nothing is started on other targets
     * @param maxTargets the number of targets on which one is under way, at most
     * @param busyLimit the time after which a request is sent although its target is claimed
     */
    void startDue(Collection<TargetName> live, int maxTargets, Duration busyLimit) {
        if (isLocked()) {
            start(live, maxTargets, busyLimit);
        }
    }

    // A statement of its own: the next one must see what the last holder of the lock has committed, in order to count
    // it.
    private boolean isLocked() {
        return jdbc.query("SELECT pg_try_advisory_xact_lock(?)", (row, _index) -> row.getBoolean(1), START_LOCK)
                .getFirst();
    }

    private void start(Collection<TargetName> live, int maxTargets, Duration busyLimit) {
        jdbc.update(
                """
                WITH started AS (SELECT count(*) AS number FROM step_purge WHERE state = 'REQUESTED'),
                    next AS (SELECT DISTINCT ON (w.target) w.target, w.dispatch, w.due FROM step_purge w
                        WHERE w.state = 'WAITING' AND w.due <= clock_timestamp() AND w.target = ANY (?::text[])
                        AND (w.due <= clock_timestamp() - make_interval(secs => ?)
                            OR NOT EXISTS (SELECT 1 FROM target_claim c WHERE c.target = w.target))
                        AND NOT EXISTS (SELECT 1 FROM step_purge r WHERE r.target = w.target AND r.state = 'REQUESTED')
                        ORDER BY w.target, w.due)
                UPDATE step_purge p SET state = 'REQUESTED', attempts = 0, next_attempt = clock_timestamp()
                FROM (SELECT dispatch FROM next ORDER BY due LIMIT greatest(0, ? - (SELECT number FROM started))) chosen
                WHERE p.dispatch = chosen.dispatch AND p.state = 'WAITING'
                """,
                JdbcCombinedStatement.texts(live, target -> target),
                (double) busyLimit.toSeconds(),
                maxTargets);
    }
}
