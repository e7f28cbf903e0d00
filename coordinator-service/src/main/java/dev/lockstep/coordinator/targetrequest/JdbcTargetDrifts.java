package dev.lockstep.coordinator.targetrequest;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.DriftResult;
import dev.lockstep.contract.protocol.DriftResult.Difference;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.contract.protocol.TargetRequest;
import dev.lockstep.coordinator.orchestration.MigrationState;
import dev.lockstep.coordinator.saga.CommandContext;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.core.type.TypeReference;

/**
 * Stores which differences of a target are acknowledged, and reads what its migrations have left. All methods take part in
 * the current transaction.
 */
final class JdbcTargetDrifts {
    /** Only the newest migrations are compared, so that a check does not grow with history. */
    private static final int MAX_MIGRATIONS = 50;
    /** Many more than these, because most migrations on a target can be dry runs, or rolled back. */
    private static final int MAX_SCANNED = 10_000;

    private static final TypeReference<List<Difference>> DIFFERENCES = new TypeReference<>() {};

    private final JdbcTemplate jdbc;

    JdbcTargetDrifts(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The newest migrations that have left steps applied on the target, the oldest first. */
    List<MigrationId> newestApplied(TargetName target) {
        return jdbc.query(
                        """
                        SELECT m.id
                        FROM (SELECT target, position FROM migration_target
                            WHERE target = ? ORDER BY position DESC LIMIT ?) t
                            JOIN migration m ON m.position = t.position
                        WHERE m.state IN ('COMPLETED', 'CLOSED_BY_OPERATOR') AND NOT m.dry_run
                            AND NOT EXISTS (SELECT 1 FROM purge p WHERE p.migration_id = m.id)
                            AND NOT EXISTS (SELECT 1 FROM target_reset r JOIN dispatch d
                                ON d.migration_id = m.id AND d.target = r.target AND d.number < r.dispatch
                                WHERE r.target = t.target)
                        ORDER BY t.position DESC LIMIT ?
                        """,
                        (row, _index) -> new MigrationId(row.getObject(1, UUID.class)),
                        target.value(),
                        MAX_SCANNED,
                        MAX_MIGRATIONS)
                .reversed();
    }

    /** The highest dispatch with which one of the completed migrations has changed the target; zero if there is none. */
    DispatchNumber lastAccepted(TargetName target, Collection<MigrationId> completed) {
        return new DispatchNumber(Objects.requireNonNull(jdbc.queryForObject(
                """
                SELECT coalesce(max(number), 0) FROM dispatch
                WHERE migration_id = ANY (?::uuid[]) AND target = ? AND direction IN ('apply', 'finish')
                """,
                Long.class,
                completed.stream().map(MigrationId::toString).toArray(String[]::new),
                target.value())));
    }

    /**
     * The state of the migration that holds the target, for itself, a restore or a downgrade; empty if none does. One that
     * needs an operator comes first: nothing else runs on the target then.
     */
    Optional<MigrationState> holder(TargetName target) {
        return jdbc
                .query(
                        """
                        SELECT m.state FROM target_claim c JOIN migration m ON m.id = c.migration_id
                        WHERE c.target = ? AND m.state <> 'QUEUED'
                        ORDER BY (m.state = 'NEEDS_OPERATOR') DESC LIMIT 1
                        """,
                        (row, _index) -> MigrationState.valueOf(row.getString(1)),
                        target.value())
                .stream()
                .findFirst();
    }

    /** The highest dispatch number that was given out. */
    DispatchNumber highestNumber() {
        return new DispatchNumber(Objects.requireNonNull(jdbc.queryForObject(
                "SELECT last_value + ? - 1 FROM dispatch_number", Long.class, CommandContext.DISPATCH_NUMBERS)));
    }

    /** Lets all numbers that are given out from now on be higher than this one. Others wait until the commit. */
    void raiseNumbersAbove(DispatchNumber number) {
        // Takes the lock under which no number is given out.
        jdbc.execute("ALTER SEQUENCE dispatch_number INCREMENT BY " + CommandContext.DISPATCH_NUMBERS);
        jdbc.query(
                "SELECT setval('dispatch_number', greatest(last_value, ?)) FROM dispatch_number",
                _row -> {},
                number.value());
    }

    /** The last acknowledgement. */
    Optional<DriftAcknowledgement> acknowledgement(TargetName target) {
        return jdbc
                .query(
                        "SELECT request, found, differences, actor, reason, at FROM target_drift WHERE target = ?",
                        (row, _index) -> new DriftAcknowledgement(
                                row.getInt(1),
                                row.getInt(2),
                                LockstepJson.messages().readValue(row.getString(3), DIFFERENCES),
                                LockstepJson.messages().readValue(row.getString(4), Actor.class),
                                row.getString(5),
                                row.getTimestamp(6).toInstant()),
                        target.value())
                .stream()
                .findFirst();
    }

    /** Replaces the acknowledged differences. */
    void acknowledge(TargetName target, int request, DriftResult result, Actor actor, String reason) {
        jdbc.update(
                """
                INSERT INTO target_drift (target, request, found, differences, actor, reason, at)
                VALUES (?, ?, ?, ?::json, ?::json, ?, date_trunc('milliseconds', clock_timestamp()))
                ON CONFLICT (target) DO UPDATE SET request = excluded.request, found = excluded.found,
                    differences = excluded.differences,
                    actor = excluded.actor, reason = excluded.reason, at = excluded.at
                """,
                target.value(),
                request,
                result.found(),
                LockstepJson.messages().writeValueAsString(result.differences()),
                LockstepJson.messages().writeValueAsString(actor),
                reason);
    }

    /** Whether no check of the target was requested within this time, and nothing stops the target. */
    boolean isDue(TargetName target, Duration interval) {
        return jdbc.queryForList(
                        """
                        SELECT 1 FROM target_request WHERE target = ? AND type = ?
                            AND requested_at > clock_timestamp() - make_interval(secs => ?)
                        UNION ALL SELECT 1 FROM target_stop WHERE target = ? LIMIT 1
                        """,
                        target.value(),
                        TargetRequest.Drift.TYPE,
                        (double) interval.toSeconds(),
                        target.value())
                .isEmpty();
    }
}
