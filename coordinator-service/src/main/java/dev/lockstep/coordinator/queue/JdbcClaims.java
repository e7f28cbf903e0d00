package dev.lockstep.coordinator.queue;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The queue for targets. A migration claims all its targets at one position, and holds them once that position is the
 * lowest on each of them. A later migration never overtakes an earlier one that shares a target.
 */
public final class JdbcClaims {
    // Positions are assigned under this lock, which is held until commit, so that they become visible in order.
    private static final long QUEUE_LOCK = 0x10C_57E9;
    private final JdbcTemplate jdbc;

    public JdbcClaims(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Keeps other transactions from joining the queue until this one ends. */
    public void lockQueue() {
        jdbc.query("SELECT pg_advisory_xact_lock(?)", _row -> {}, QUEUE_LOCK);
    }

    /** The position behind all others; requires {@link #lockQueue()}. */
    public long nextPosition() {
        return Objects.requireNonNull(jdbc.queryForObject("SELECT nextval('claim_position')", Long.class));
    }

    public void claim(MigrationId migration, Collection<TargetName> targets, long position) {
        List<Object[]> rows = targets.stream()
                .map(target -> new Object[] {target.value(), migration.value(), position})
                .toList();
        jdbc.batchUpdate("INSERT INTO target_claim (target, migration_id, position) VALUES (?, ?, ?)", rows);
    }

    /** Whether the migration is first on each of its targets. */
    public boolean isFirst(MigrationId migration) {
        return !jdbc.queryForList(
                        """
                        SELECT 1 WHERE EXISTS (SELECT 1 FROM target_claim WHERE migration_id = ?) AND NOT EXISTS (
                            SELECT 1 FROM target_claim own JOIN target_claim other
                                ON other.target = own.target AND other.position < own.position
                            WHERE own.migration_id = ?)
                        """,
                        migration.value(),
                        migration.value())
                .isEmpty();
    }

    /** Every queued migration that is first on each of its targets. */
    public List<MigrationId> firstInQueue() {
        return jdbc.query(
                """
                SELECT m.id FROM migration m WHERE m.state = 'QUEUED' AND NOT EXISTS (
                    SELECT 1 FROM target_claim own JOIN target_claim other
                        ON other.target = own.target AND other.position < own.position
                    WHERE own.migration_id = m.id)
                ORDER BY m.position
                """,
                (row, _index) -> new MigrationId(row.getObject(1, UUID.class)));
    }

    /** The first claim ahead of the migration on one of its targets. */
    Optional<EarlierClaim> earlierClaim(MigrationId migration) {
        return jdbc
                .query(
                        """
                        SELECT other.target, other.migration_id FROM target_claim own JOIN target_claim other
                            ON other.target = own.target AND other.position < own.position
                        WHERE own.migration_id = ? ORDER BY other.position, other.target LIMIT 1
                        """,
                        (row, _index) -> new EarlierClaim(
                                new TargetName(row.getString(1)), new MigrationId(row.getObject(2, UUID.class))),
                        migration.value())
                .stream()
                .findFirst();
    }

    record EarlierClaim(TargetName target, MigrationId migration) {}

    /**
     * Claims all targets of a completed migration again, at its old position.
     *
     * @throws TargetsClaimedException if another migration has a claim on one of them, or has completed there later
     */
    public void claimAgain(MigrationId migration) {
        lockQueue();
        refuseIfAny(
                migration,
                """
                SELECT DISTINCT c.migration_id, c.position FROM target_claim c
                WHERE c.target = ANY (SELECT unnest(targets) FROM migration WHERE id = ?) AND c.migration_id <> ?
                ORDER BY c.position DESC
                """,
                "migrations %s are running or queued on its targets; wait until they end, or cancel them");
        refuseIfAny(
                migration,
                """
                SELECT later.id, later.position FROM migration own JOIN migration later
                    ON later.targets && own.targets AND later.position > own.position AND later.state = 'COMPLETED'
                WHERE own.id = ? AND later.id <> ?
                ORDER BY later.position DESC
                """,
                "migrations %s have completed on its targets later; roll those back first, in this order");
        jdbc.update(
                """
                INSERT INTO target_claim (target, migration_id, position)
                SELECT unnest(targets), id, position FROM migration WHERE id = ?
                """,
                migration.value());
    }

    private void refuseIfAny(MigrationId migration, String sql, String reason) {
        List<MigrationId> others = jdbc.query(
                sql,
                (row, _index) -> new MigrationId(row.getObject(1, UUID.class)),
                migration.value(),
                migration.value());
        if (!others.isEmpty()) {
            throw new TargetsClaimedException(
                    "migration %s cannot be rolled back: %s".formatted(migration, reason.formatted(others)));
        }
    }

    public void release(MigrationId migration) {
        jdbc.update("DELETE FROM target_claim WHERE migration_id = ?", migration.value());
    }
}
