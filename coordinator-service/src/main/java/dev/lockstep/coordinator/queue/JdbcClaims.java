package dev.lockstep.coordinator.queue;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import dev.lockstep.coordinator.dispatch.JdbcPurgeDecisions;
import dev.lockstep.coordinator.freeze.Freeze;
import dev.lockstep.coordinator.freeze.JdbcFreezes;
import dev.lockstep.coordinator.freeze.JdbcTargetStops;
import dev.lockstep.coordinator.freeze.TargetStop;
import dev.lockstep.coordinator.http.ApiException;
import dev.lockstep.coordinator.http.ProblemType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;

/** Claims targets for rollbacks, restores and downgrades, and releases them. {@link JdbcQueue} has the claims of new migrations. */
public final class JdbcClaims {
    private static final int MAX_NAMED = 20;
    private final JdbcTemplate jdbc;
    private final JdbcQueue queue;
    private final JdbcFreezes freezes;
    private final JdbcTargetStops stops;

    public JdbcClaims(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.queue = new JdbcQueue(jdbc);
        this.freezes = new JdbcFreezes(jdbc);
        this.stops = new JdbcTargetStops(jdbc);
    }

    /** Prevents other transactions from adding or moving claims until the current transaction ends. */
    public void lockQueue() {
        queue.lock();
    }

    /**
     * Claims all targets of a completed migration again, at its original position. The claims of a downgrade that rolls
     * the migration back do not prevent it.
     *
     * @throws TargetsClaimedException if another migration claims one of the targets, a later migration has completed
     *     on one of them, or an operator has closed a later migration and left a step applied on one of them
     * @throws ApiException if a freeze is open
     */
    public void claimAgain(MigrationId migration) {
        queue.lock();
        requireNoRestore(migration);
        // After the lock of the freezes, under which a reset ends its stop.
        requireNotReset(migration);
        requireUnclaimed(migration);
        refuseIfFound(
                migration,
                """
                SELECT DISTINCT later.id, later.position
                FROM migration m CROSS JOIN unnest(m.targets) AS claimed (target)
                    CROSS JOIN LATERAL (SELECT l.id, l.position
                        FROM migration_target t JOIN migration l ON l.position = t.position
                        WHERE t.target = claimed.target AND t.position > m.position AND l.state = 'COMPLETED'
                        ORDER BY t.position DESC LIMIT %d) later
                WHERE m.id = ? AND later.id <> ?
                ORDER BY later.position DESC LIMIT ?
                """
                        .formatted(MAX_NAMED + 1),
                "migrations %s have completed later on the same targets; roll these back first, in this order");
        refuseIfFound(
                migration,
                """
                SELECT DISTINCT later.id, later.position FROM migration m
                    JOIN migration later ON later.state = 'CLOSED_BY_OPERATOR' AND later.position > m.position
                        AND later.targets && m.targets
                    JOIN saga_event closed ON closed.migration_id = later.id AND closed.sequence = later.version
                    CROSS JOIN json_array_elements(later.plan -> 'spec' -> 'steps') step
                WHERE m.id = ? AND later.id <> ? AND step ->> 'target' = ANY (m.targets)
                    AND step ->> 'id' IN (SELECT json_array_elements_text(closed.payload -> 'leftApplied'))
                    AND NOT EXISTS (SELECT 1 FROM downgrade_migration accepted
                        JOIN downgrade d ON d.id = accepted.downgrade AND d.state = 'RUNNING'
                        JOIN downgrade_migration same ON same.downgrade = d.id AND same.migration_id = m.id
                        WHERE accepted.migration_id = later.id AND accepted.leave_applied)
                ORDER BY later.position DESC LIMIT ?
                """,
                "later migrations %s were closed by an operator with steps left applied on the same targets;"
                        + " submit a plan that reverses these steps and those of this migration");
        jdbc.update(
                """
                INSERT INTO target_claim (target, migration_id, position)
                SELECT unnest(targets), id, position FROM migration WHERE id = ?
                """,
                migration.value());
    }

    /**
     * Refuses the rollback of a migration that was sent to a target before Lockstep was removed from it, or before it got a
     * new identity.
     *
     * @throws TargetsClaimedException if there is such a target
     */
    public void requireNotReset(MigrationId migration) {
        jdbc.query(
                        """
                        SELECT r.target, r.kind, r.at FROM migration m
                            JOIN target_reset r ON r.target = ANY (m.targets)
                        WHERE m.id = ? AND EXISTS (SELECT 1 FROM dispatch d
                            WHERE d.migration_id = m.id AND d.target = r.target AND d.number < r.dispatch)
                        ORDER BY r.at LIMIT 1
                        """,
                        (row, _index) -> TargetReset.description(
                                row.getString(1),
                                row.getString(2),
                                row.getTimestamp(3).toInstant()),
                        migration.value())
                .forEach(reset -> {
                    throw new TargetsClaimedException(
                            "migration %s cannot be rolled back: %s; submit a plan that reverses its changes"
                                    .formatted(migration, reset));
                });
    }

    /**
     * Refuses the rollback of a migration whose journals are purged. Requires the lock of the migration, under which a
     * purge is decided.
     *
     * @throws TargetsClaimedException if a purge of the migration is decided
     */
    public void requireNotPurged(MigrationId migration) {
        new JdbcPurgeDecisions(jdbc).find(migration).ifPresent(purge -> {
            throw new TargetsClaimedException(
                    "migration %s cannot be rolled back: %s; submit a plan that reverses its changes, or restore a backup"
                            .formatted(migration, purge.description()));
        });
    }

    /**
     * Claims a target in the name of a migration that has ended, for the restore of its backup.
     *
     * @throws TargetsClaimedException if the target is claimed, or a later migration was applied to it
     * @throws ApiException if a freeze is open
     */
    public void claimForRestore(MigrationId migration, TargetName target) {
        queue.lock();
        List<String> claiming = unlessFrozen(
                Targets.of(List.of(target)),
                """
                SELECT coalesce('downgrade ' || downgrade, migration_id::text) FROM target_claim
                WHERE target = ? ORDER BY position LIMIT ?
                """,
                claimant -> claimant,
                target.value(),
                MAX_NAMED + 1);
        if (!claiming.isEmpty()) {
            throw new TargetsClaimedException(
                    "target \"%s\" is not free: migrations %s are running, queued or restored on it; "
                                    .formatted(target, names(claiming))
                            + "wait until they have ended");
        }
        List<MigrationId> later = jdbc.query(
                """
                SELECT l.id FROM migration m JOIN migration_target t ON t.target = ? AND t.position > m.position
                    JOIN migration l ON l.position = t.position AND l.state IN ('COMPLETED', 'CLOSED_BY_OPERATOR')
                WHERE m.id = ? ORDER BY t.position DESC LIMIT ?
                """,
                (row, _index) -> new MigrationId(row.getObject(1, UUID.class)),
                target.value(),
                migration.value(),
                MAX_NAMED + 1);
        if (!later.isEmpty()) {
            throw new TargetsClaimedException(
                    "migrations %s were applied to target \"%s\" after this backup, and a restore would undo them "
                                    .formatted(names(later), target)
                            + "unseen; roll them back first, the newest first");
        }
        jdbc.update(
                """
                INSERT INTO target_claim (target, migration_id, position)
                SELECT ?, id, position FROM migration WHERE id = ?
                """,
                target.value(),
                migration.value());
    }

    /** Releases the target after the restore. */
    public void releaseAfterRestore(MigrationId migration, TargetName target) {
        jdbc.update(
                "DELETE FROM target_claim WHERE migration_id = ? AND target = ? AND downgrade IS NULL",
                migration.value(),
                target.value());
    }

    /**
     * Refuses a downgrade or a baseline while a freeze is open or a target is stopped, and otherwise prevents freezes from
     * opening until the transaction ends.
     *
     * @throws ApiException if a freeze is open, or a target is stopped
     */
    public void requireUnfrozen(Collection<TargetName> targets) {
        unlessFrozen(Targets.of(targets), "SELECT 1 WHERE false", found -> found);
    }

    /** Returns who claims one of the targets, the newest first: at most one more than {@link #names} names. */
    public List<Claimant> claimants(Collection<TargetName> targets) {
        return jdbc.query(
                """
                SELECT migration_id, downgrade, max(position) FROM target_claim WHERE target = ANY (?::text[])
                GROUP BY 1, 2 ORDER BY 3 DESC LIMIT ?
                """,
                (row, _index) -> JdbcQueue.claimant(row, 1),
                JdbcCombinedStatement.texts(targets, TargetName::value),
                MAX_NAMED + 1);
    }

    /**
     * Claims targets that nobody has claimed for a downgrade, ahead of all that enter the queue later. Requires the lock
     * of the queue.
     *
     * @param last the migration that the downgrade rolls back last
     */
    public void claimForDowngrade(long downgrade, MigrationId last, Collection<TargetName> targets) {
        jdbc.update(
                """
                INSERT INTO target_claim (target, migration_id, position, downgrade)
                SELECT target, ?, position, ?
                FROM (SELECT nextval('claim_position') AS position) AS next, unnest(?::text[]) AS target
                """,
                last.value(),
                downgrade,
                JdbcCombinedStatement.texts(targets, TargetName::value));
    }

    /** Releases all targets of a downgrade that has ended. Rollbacks that still run keep theirs. */
    public void releaseAfterDowngrade(long downgrade) {
        jdbc.update("DELETE FROM target_claim WHERE downgrade = ?", downgrade);
    }

    /**
     * Reads what is in the way of a claim, and in the same statement prevents freezes from opening until the
     * transaction ends.
     *
     * @param targets on which something is to start
     * @param sql selects one column
     * @throws ApiException if a freeze is open, or one of the targets is stopped
     */
    private <T> List<T> unlessFrozen(Targets targets, String sql, Function<String, T> read, Object... values) {
        Obstacles obstacles = new JdbcCombinedStatement()
                .add("unfrozen", JdbcFreezes.LOCK_UNFROZEN)
                .add(
                        "stopped",
                        "SELECT unnest(stopped_targets) FROM unfrozen INTERSECT (%s)".formatted(targets.sql()),
                        targets.value())
                .add("found", sql, values)
                .execute(
                        jdbc,
                        """
                        SELECT EXISTS (SELECT 1 FROM unfrozen), ARRAY(SELECT * FROM stopped)::text[],
                            ARRAY(SELECT * FROM found)::text[]
                        """,
                        (row, _index) -> new Obstacles(row.getBoolean(1), texts(row, 2), texts(row, 3)));
        if (!obstacles.isUnfrozen()) {
            throw frozen();
        }
        requireNotStopped(obstacles.stopped());
        return obstacles.found().stream().map(read).toList();
    }

    private record Obstacles(boolean isUnfrozen, List<String> stopped, List<String> found) {}

    /** A query for the targets on which something is to start. */
    private record Targets(String sql, Object value) {
        static Targets of(Collection<TargetName> names) {
            return new Targets("SELECT unnest(?::text[])", JdbcCombinedStatement.texts(names, TargetName::value));
        }

        static Targets of(MigrationId migration) {
            return new Targets("SELECT unnest(targets) FROM migration WHERE id = ?", migration.value());
        }
    }

    private static List<String> texts(ResultSet row, int column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }

    private void requireNotStopped(List<String> stopped) {
        if (!stopped.isEmpty()) {
            String reason = stops.find(stopped.stream().map(TargetName::new).toList()).stream()
                    .findFirst()
                    .map(TargetStop::description)
                    .orElse("targets %s were stopped, and are not any more".formatted(stopped));
            throw ApiException.of(ProblemType.TARGET_STOPPED, "nothing new starts: " + reason);
        }
    }

    private ApiException frozen() {
        String freeze = freezes.findOpen().map(Freeze::description).orElse("a freeze that has just ended");
        return ApiException.of(
                ProblemType.FROZEN,
                "nothing new starts because of %s; repeat the request when it has ended".formatted(freeze));
    }

    private void requireUnclaimed(MigrationId migration) {
        List<Claimant> claimants = jdbc.query(
                """
                SELECT c.migration_id, c.downgrade, max(c.position) FROM target_claim c
                WHERE c.target = ANY (SELECT unnest(targets) FROM migration WHERE id = ?)
                    AND CASE WHEN c.downgrade IS NULL THEN c.migration_id <> ?
                        ELSE NOT EXISTS (SELECT 1 FROM downgrade_migration d
                            WHERE d.downgrade = c.downgrade AND d.migration_id = ?) END
                GROUP BY 1, 2 ORDER BY 3 DESC LIMIT ?
                """,
                (row, _index) -> JdbcQueue.claimant(row, 1),
                migration.value(),
                migration.value(),
                migration.value(),
                MAX_NAMED + 1);
        if (!claimants.isEmpty()) {
            throw new TargetsClaimedException(
                    "migration %s cannot be rolled back: %s".formatted(migration, Claimant.reason(claimants)));
        }
    }

    private void refuseIfFound(MigrationId migration, String sql, String reason) {
        List<MigrationId> others = jdbc.query(
                sql,
                (row, _index) -> new MigrationId(row.getObject(1, UUID.class)),
                migration.value(),
                migration.value(),
                MAX_NAMED + 1);
        if (!others.isEmpty()) {
            throw new TargetsClaimedException(
                    "migration %s cannot be rolled back: %s".formatted(migration, reason.formatted(names(others))));
        }
    }

    // Its claims were released when it ended, so one that it has is of a restore.
    private void requireNoRestore(MigrationId migration) {
        List<TargetName> restored = unlessFrozen(
                Targets.of(migration),
                "SELECT target FROM target_claim WHERE migration_id = ? AND downgrade IS NULL ORDER BY target",
                TargetName::new,
                migration.value());
        if (!restored.isEmpty()) {
            throw new TargetsClaimedException(
                    "migration %s cannot be rolled back: its backups of targets %s are being restored; "
                                    .formatted(migration, restored)
                            + "wait until this has ended");
        }
    }

    static String names(List<?> migrations) {
        List<?> named = migrations.stream().limit(MAX_NAMED).toList();
        return migrations.size() > MAX_NAMED ? named + " and more" : named.toString();
    }

    /** Adds the release of all targets of these migrations. */
    public static void addRelease(JdbcCombinedStatement statement, Collection<MigrationId> migrations) {
        if (!migrations.isEmpty()) {
            statement.add(
                    "released_targets",
                    "DELETE FROM target_claim WHERE migration_id = ANY (?::uuid[]) AND downgrade IS NULL",
                    (Object) JdbcCombinedStatement.texts(migrations, migration -> migration));
        }
    }
}
