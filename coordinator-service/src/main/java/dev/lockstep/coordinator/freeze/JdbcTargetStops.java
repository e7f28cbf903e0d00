package dev.lockstep.coordinator.freeze;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Stores the targets on which nothing new starts. A start reads them under the same lock as the freeze, in the same
 * statement. All methods take part in the current transaction.
 */
public final class JdbcTargetStops {
    private final JdbcTemplate jdbc;

    public JdbcTargetStops(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Waits until every transaction that starts something has ended, and then stops starts on the target. */
    public void stop(TargetName target, TargetStop.Reason reason, int request) {
        lock();
        jdbc.update(
                """
                INSERT INTO target_stop (target, reason, request, since)
                VALUES (?, ?, ?, date_trunc('milliseconds', clock_timestamp()))
                ON CONFLICT (target, reason) DO UPDATE SET request = excluded.request, since = excluded.since
                """,
                target.value(),
                reason.name(),
                request);
        update();
    }

    /** Lets something start on the target again, unless there is another reason. */
    public void release(TargetName target, TargetStop.Reason reason) {
        lock();
        jdbc.update("DELETE FROM target_stop WHERE target = ? AND reason = ?", target.value(), reason.name());
        update();
    }

    /** The reasons why nothing starts on one of the targets, the oldest first. */
    public List<TargetStop> find(Collection<TargetName> targets) {
        return jdbc.query(
                """
                SELECT target, reason, request, since FROM target_stop WHERE target = ANY (?::text[])
                ORDER BY since, target, reason
                """,
                (row, _index) -> new TargetStop(
                        new TargetName(row.getString(1)),
                        TargetStop.Reason.valueOf(row.getString(2)),
                        row.getInt(3),
                        row.getTimestamp(4).toInstant()),
                (Object) JdbcCombinedStatement.texts(targets, TargetName::value));
    }

    /** The number of targets that are stopped for a reason. */
    public long count(TargetStop.Reason reason) {
        return Objects.requireNonNull(
                jdbc.queryForObject("SELECT count(*) FROM target_stop WHERE reason = ?", Long.class, reason.name()));
    }

    /**
     * Waits until every transaction that starts something has ended. Until the current transaction ends, nothing starts and
     * no stop changes.
     */
    public void lock() {
        jdbc.query("SELECT 1 FROM freeze_state FOR UPDATE", _row -> {});
    }

    private void update() {
        jdbc.update("UPDATE freeze_state SET stopped_targets = ARRAY(SELECT DISTINCT target FROM target_stop)");
    }
}
