package dev.lockstep.coordinator.purge;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import dev.lockstep.coordinator.dispatch.JdbcPurgeDecisions;
import dev.lockstep.coordinator.orchestration.Requester;
import dev.lockstep.coordinator.saga.SagaData;
import dev.lockstep.coordinator.unawaited.JdbcRequests;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Stores purges. All methods take part in the current transaction. */
final class JdbcPurges {
    private static final String DUE =
            """
            FROM migration m WHERE m.purgeable_since <= clock_timestamp() - make_interval(secs => ?)
                AND m.id <> ALL (?::uuid[])
                AND NOT EXISTS (SELECT 1 FROM erasure e WHERE e.migration_id = m.id AND e.state = 'REQUESTED')
                AND NOT EXISTS (SELECT 1 FROM restore r WHERE r.migration_id = m.id AND r.state = 'REQUESTED')
                AND NOT EXISTS (SELECT 1 FROM downgrade_migration t JOIN downgrade d ON d.id = t.downgrade
                    WHERE t.migration_id = m.id AND d.state IN ('RUNNING', 'STOPPED'))
            """;
    private static final String OLDEST_FIRST = " ORDER BY m.purgeable_since LIMIT ?";
    // The dispatches d that may have left a row in a journal.
    private static final String HAS_JOURNAL =
            """
            direction IN ('apply', 'finish', 'compensate')
                AND NOT EXISTS (SELECT 1 FROM target_reset r WHERE r.target = d.target AND r.dispatch > d.number)
            """;
    // Without a worker of one of its targets, nothing of it could be purged, and its requests would only accumulate.
    private static final String CAN_BEGIN =
            """
            AND (m.targets && ?::text[]
                OR NOT EXISTS (SELECT 1 FROM dispatch d WHERE d.migration_id = m.id AND %s))
            """
                    .formatted(HAS_JOURNAL);
    private static final String JOURNALS =
            """
            SELECT step, min(target) AS target, min(created_at) FILTER (WHERE direction = 'apply') AS since,
                max(max(number)) OVER (PARTITION BY min(target)) AS fence
            FROM dispatch d WHERE migration_id = ? AND %s GROUP BY step ORDER BY min(number)
            """
                    .formatted(HAS_JOURNAL);

    private final JdbcTemplate jdbc;
    private final JdbcRequests<StepPurge> requests;
    private final JdbcPurgeDecisions decisions;

    JdbcPurges(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.requests = new JdbcRequests<>(jdbc, "step_purge", JdbcPurges::step);
        this.decisions = new JdbcPurgeDecisions(jdbc);
    }

    /** What the parts of purges have in common with other requests to workers. */
    JdbcRequests<StepPurge> requests() {
        return requests;
    }

    /** The decision to purge a migration; there must be one. */
    JdbcPurgeDecisions.PurgeDecision decision(MigrationId migration) {
        return decisions.find(migration).orElseThrow();
    }

    Optional<Purge> find(MigrationId migration) {
        return decisions
                .find(migration)
                .map(decision -> Purge.of(
                        migration,
                        decision,
                        jdbc.query(
                                "SELECT * FROM step_purge WHERE migration_id = ? ORDER BY number",
                                JdbcPurges::step,
                                migration.value())));
    }

    /** When the migration ended, if its journals are not purged; empty if it has not ended, or a purge is decided. */
    Optional<Instant> purgeableSince(MigrationId migration) {
        return jdbc
                .query(
                        "SELECT purgeable_since FROM migration WHERE id = ? AND purgeable_since IS NOT NULL",
                        (row, _index) -> row.getTimestamp(1).toInstant(),
                        migration.value())
                .stream()
                .findFirst();
    }

    /**
     * An erasure, a restore or a downgrade of the migration that has not ended, as a part of a sentence; empty if there
     * is none.
     */
    Optional<String> unfinishedRequest(MigrationId migration) {
        return jdbc
                .query(
                        """
                        SELECT 'erasure ' || number FROM erasure WHERE migration_id = ? AND state = 'REQUESTED'
                        UNION ALL
                        SELECT 'restore ' || number FROM restore WHERE migration_id = ? AND state = 'REQUESTED'
                        UNION ALL
                        SELECT 'downgrade ' || d.id FROM downgrade_migration t JOIN downgrade d ON d.id = t.downgrade
                        WHERE t.migration_id = ? AND d.state IN ('RUNNING', 'STOPPED') LIMIT 1
                        """,
                        (row, _index) -> row.getString(1),
                        migration.value(),
                        migration.value(),
                        migration.value())
                .stream()
                .findFirst();
    }

    /** The migrations that have ended before this age, the oldest first, without those with an unfinished request. */
    List<MigrationId> endedBefore(Duration age, int limit) {
        return jdbc.query(
                "SELECT m.id " + DUE + OLDEST_FIRST,
                JdbcPurges::id,
                (double) age.toSeconds(),
                JdbcCombinedStatement.texts(List.<MigrationId>of(), migration -> migration),
                limit);
    }

    /**
     * Locks the next migration of this age. Skips those that another coordinator has locked, and those with journals
     * whose targets all have no worker.
     *
     * @param live the targets that have a worker
     */
    Optional<MigrationId> lockNextDue(Duration age, Collection<MigrationId> excluded, Collection<TargetName> live) {
        return jdbc
                .query(
                        "SELECT m.id " + DUE + CAN_BEGIN + OLDEST_FIRST + " FOR UPDATE SKIP LOCKED",
                        JdbcPurges::id,
                        (double) age.toSeconds(),
                        JdbcCombinedStatement.texts(excluded, migration -> migration),
                        JdbcCombinedStatement.texts(live, target -> target),
                        1)
                .stream()
                .findFirst();
    }

    private static MigrationId id(ResultSet row, int _index) throws SQLException {
        return new MigrationId(row.getObject(1, UUID.class));
    }

    /** Whether the migration ended at least so long ago; false also if a purge of it is decided. */
    boolean hasEndedBefore(MigrationId migration, Duration age) {
        return !jdbc.query(
                        """
                        SELECT id FROM migration
                        WHERE id = ? AND purgeable_since <= clock_timestamp() - make_interval(secs => ?)
                        """,
                        JdbcPurges::id,
                        migration.value(),
                        (double) age.toSeconds())
                .isEmpty();
    }

    /** Lets the migration not be found as due until it ends again. */
    void markNotPurgeable(MigrationId migration) {
        jdbc.update("UPDATE migration SET purgeable_since = NULL WHERE id = ?", migration.value());
    }

    /** What the coordinator knows of the journals of the migration, without targets that no longer have them. */
    List<StepJournalSummary> journals(MigrationId migration, SagaData data) {
        return jdbc.query(
                JOURNALS,
                (row, _index) -> {
                    StepId step = new StepId(row.getString("step"));
                    Timestamp since = row.getTimestamp("since");
                    return new StepJournalSummary(
                            step,
                            new TargetName(row.getString("target")),
                            since == null ? data.startedAt() : since.toInstant(),
                            StepJournalSummary.units(data, step));
                },
                migration.value());
    }

    /**
     * Stores the decision to purge a migration, with a waiting request for each step that was sent to be applied.
     * Requires the lock of the migration, which must be purgeable.
     *
     * @param spread the requests wait for a random time up to this
     */
    void insert(MigrationId migration, Requester requester, Duration spread) {
        jdbc.update(
                """
                WITH ended AS (SELECT id, purgeable_since FROM migration WHERE id = ?)
                INSERT INTO purge (migration_id, ended_at, decided_at, actor, reason)
                SELECT id, purgeable_since, date_trunc('milliseconds', clock_timestamp()), ?::json, ? FROM ended
                """,
                migration.value(),
                LockstepJson.messages().writeValueAsString(requester.actor()),
                requester.reason());
        jdbc.update(
                """
                INSERT INTO step_purge (migration_id, number, step, target, fence, dispatch, state, due, attempts, failures)
                SELECT ?, row_number() OVER (), step, target, fence, nextval('dispatch_number'), 'WAITING',
                    clock_timestamp() + make_interval(secs => ?) * random(), 0, 0
                FROM (%s) journal
                """
                        .formatted(JOURNALS),
                migration.value(),
                (double) spread.toSeconds(),
                migration.value());
        markNotPurgeable(migration);
    }

    /** Lets the waiting requests of a migration be sent as soon as their targets are free. */
    void hasten(MigrationId migration) {
        jdbc.update(
                "UPDATE step_purge SET due = least(due, clock_timestamp()) WHERE migration_id = ? AND state = 'WAITING'",
                migration.value());
    }

    /** Lets a request wait again after all its attempts have failed, twice as long as the last time, up to a day. */
    void waitAgain(DispatchNumber dispatch, String finding, Duration wait) {
        jdbc.update(
                """
                UPDATE step_purge SET state = 'WAITING', finding = ?, next_attempt = NULL, failures = failures + 1,
                    due = clock_timestamp() + make_interval(secs => least(86400, ? * 2 ^ least(failures, 20)))
                WHERE dispatch = ? AND state = 'REQUESTED'
                """,
                JdbcRequests.storable(finding),
                (double) wait.toSeconds(),
                dispatch.value());
    }

    /**
     * Ends a request, also one that waits again because its answer was late.
     *
     * @return the migration, if this was its last one
     */
    Optional<MigrationId> succeed(DispatchNumber dispatch, long rows, long bytes) {
        Optional<MigrationId> purged = jdbc
                .query(
                        """
                        UPDATE step_purge SET state = 'PURGED', rows = ?, bytes = ?, finding = NULL, next_attempt = NULL,
                            answered_at = clock_timestamp()
                        WHERE dispatch = ? AND state <> 'PURGED' RETURNING migration_id
                        """,
                        (row, _index) -> new MigrationId(row.getObject(1, UUID.class)),
                        rows,
                        bytes,
                        dispatch.value())
                .stream()
                .findFirst();
        return purged.filter(this::complete);
    }

    /** Marks a purge as done if no request of it is left. */
    boolean complete(MigrationId migration) {
        // Two last answers that are handled at the same time must see each other.
        jdbc.query("SELECT 1 FROM purge WHERE migration_id = ? FOR UPDATE", _row -> {}, migration.value());
        return jdbc.update(
                        """
                        UPDATE purge p SET purged_at = date_trunc('milliseconds', clock_timestamp())
                        WHERE migration_id = ? AND purged_at IS NULL AND NOT EXISTS
                            (SELECT 1 FROM step_purge s WHERE s.migration_id = p.migration_id AND s.state <> 'PURGED')
                        """,
                        migration.value())
                == 1;
    }

    /** The seconds since the end of the oldest migration whose journals are not all removed; 0 if there is none. */
    double oldestAgeSeconds() {
        return jdbc.query(
                        """
                        SELECT coalesce(extract(epoch FROM clock_timestamp() - least(
                            (SELECT min(purgeable_since) FROM migration WHERE purgeable_since IS NOT NULL),
                            (SELECT min(ended_at) FROM purge WHERE purged_at IS NULL))), 0)
                        """,
                        (row, _index) -> row.getDouble(1))
                .getFirst();
    }

    private static StepPurge step(ResultSet row, int _index) throws SQLException {
        Timestamp answeredAt = row.getTimestamp("answered_at");
        return new StepPurge(
                row.getInt("number"),
                new StepId(row.getString("step")),
                new TargetName(row.getString("target")),
                new DispatchNumber(row.getLong("fence")),
                PurgeState.valueOf(row.getString("state")),
                row.getTimestamp("due").toInstant(),
                row.getObject("rows", Long.class),
                row.getObject("bytes", Long.class),
                row.getString("finding"),
                answeredAt == null ? null : answeredAt.toInstant(),
                row.getInt("attempts"));
    }
}
