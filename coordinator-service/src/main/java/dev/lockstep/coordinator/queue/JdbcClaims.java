package dev.lockstep.coordinator.queue;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import dev.lockstep.coordinator.http.ApiException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Claims targets for rollbacks, restores and downgrades, and releases them. {@link JdbcQueue} has the claims of new
 * migrations.
 */
public final class JdbcClaims {
    static final int MAX_NAMED = 20;
    private final JdbcTemplate jdbc;
    private final JdbcQueue queue;
    private final JdbcUnfrozenTargets unfrozen;
    private final JdbcRollbackObstacles obstacles;

    public JdbcClaims(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.queue = new JdbcQueue(jdbc);
        this.unfrozen = new JdbcUnfrozenTargets(jdbc);
        this.obstacles = new JdbcRollbackObstacles(jdbc, unfrozen);
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
        obstacles.require(migration);
        jdbc.update(
                """
                INSERT INTO target_claim (target, migration_id, position)
                SELECT unnest(targets), id, position FROM migration WHERE id = ?
                """,
                migration.value());
    }

    /**
     * Refuses the rollback of a migration that was sent to a target before Lockstep was removed from it, or before it
     * got a new identity.
     *
     * @throws TargetsClaimedException if there is such a target
     */
    public void requireNotReset(MigrationId migration) {
        obstacles.requireNotReset(migration);
    }

    /**
     * Refuses the rollback of a migration whose journals are purged. Requires the lock of the migration, under which a
     * purge is decided.
     *
     * @throws TargetsClaimedException if a purge of the migration is decided
     */
    public void requireNotPurged(MigrationId migration) {
        obstacles.requireNotPurged(migration);
    }

    /**
     * Claims a target in the name of a migration that has ended, for the restore of its backup.
     *
     * @throws TargetsClaimedException if the target is claimed, or a later migration was applied to it
     * @throws ApiException if a freeze is open
     */
    public void claimForRestore(MigrationId migration, TargetName target) {
        queue.lock();
        List<String> claiming = unfrozen.unlessFrozen(
                JdbcUnfrozenTargets.Targets.of(List.of(target)),
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
     * Refuses a downgrade or a baseline while a freeze is open or a target is stopped, and otherwise prevents freezes
     * from opening until the transaction ends.
     *
     * @throws ApiException if a freeze is open, or a target is stopped
     */
    public void requireUnfrozen(Collection<TargetName> targets) {
        unfrozen.unlessFrozen(JdbcUnfrozenTargets.Targets.of(targets), "SELECT 1 WHERE false", found -> found);
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
     * Claims targets that nobody has claimed for a downgrade, ahead of all that enter the queue later. Requires the
     * lock of the queue.
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
