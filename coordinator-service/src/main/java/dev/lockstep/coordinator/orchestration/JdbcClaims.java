package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The queue for the targets. A migration claims all of its targets at one position, and holds them once that position is
 * the lowest on every one of them, so nobody overtakes.
 */
public final class JdbcClaims {
    // Positions are given out under one lock, held to the commit, so that who is seen later also stands later.
    private static final long QUEUE_LOCK = 0x10C_57E9;

    private final JdbcTemplate jdbc;

    public JdbcClaims(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** From here to the end of the transaction nobody else joins the queue. */
    public void lockQueue() {
        jdbc.query("SELECT pg_advisory_xact_lock(?)", _row -> {}, QUEUE_LOCK);
    }

    /** A place behind everybody; to be asked for under the queue's lock. */
    public long nextPosition() {
        return Objects.requireNonNull(jdbc.queryForObject("SELECT nextval('claim_position')", Long.class));
    }

    public void claim(MigrationId migration, Collection<TargetName> targets, long position) {
        List<Object[]> rows = targets.stream()
                .map(target -> new Object[] {target.value(), migration.value(), position})
                .toList();
        jdbc.batchUpdate("INSERT INTO target_claim (target, migration_id, position) VALUES (?, ?, ?)", rows);
    }

    /** Whether the migration is first on every one of its targets. */
    public boolean isFirst(MigrationId migration) {
        return !jdbc.queryForList(
                        """
                        SELECT 1 WHERE EXISTS (SELECT 1 FROM target_claim WHERE migration_id = ?) AND NOT EXISTS (
                            SELECT 1 FROM target_claim mine JOIN target_claim other
                                ON other.target = mine.target AND other.position < mine.position
                            WHERE mine.migration_id = ?)
                        """,
                        migration.value(),
                        migration.value())
                .isEmpty();
    }

    /** Every queued migration that is first on all of its targets. */
    public List<MigrationId> firstInQueue() {
        return jdbc.query(
                """
                SELECT m.id FROM migration m WHERE m.state = 'QUEUED' AND NOT EXISTS (
                    SELECT 1 FROM target_claim mine JOIN target_claim other
                        ON other.target = mine.target AND other.position < mine.position
                    WHERE mine.migration_id = m.id)
                ORDER BY m.position
                """,
                (row, _index) -> new MigrationId(row.getObject(1, UUID.class)));
    }

    /** Who is before the migration on a target. */
    public Optional<Before> before(MigrationId migration) {
        return jdbc
                .query(
                        """
                        SELECT other.target, other.migration_id FROM target_claim mine JOIN target_claim other
                            ON other.target = mine.target AND other.position < mine.position
                        WHERE mine.migration_id = ? ORDER BY other.position, other.target LIMIT 1
                        """,
                        (row, _index) -> new Before(
                                new TargetName(row.getString(1)), new MigrationId(row.getObject(2, UUID.class))),
                        migration.value())
                .stream()
                .findFirst();
    }

    /** A migration that stands before another on a target. */
    public record Before(TargetName target, MigrationId migration) {}

    /**
     * Takes the targets of a settled migration again, all of them.
     *
     * @throws TargetsTaken if another migration is under way on one of them, or completed there later
     */
    void hold(MigrationId migration) {
        lockQueue();
        refuseIfAny(
                migration,
                """
                SELECT DISTINCT c.migration_id, c.position FROM target_claim c
                WHERE c.target = ANY (SELECT unnest(targets) FROM migration WHERE id = ?) AND c.migration_id <> ?
                ORDER BY c.position DESC
                """,
                "others are under way or queued on its targets");
        refuseIfAny(
                migration,
                """
                SELECT later.id, later.position FROM migration mine JOIN migration later
                    ON later.targets && mine.targets AND later.position > mine.position AND later.state = 'COMPLETED'
                WHERE mine.id = ? AND later.id <> ?
                ORDER BY later.position DESC
                """,
                "later migrations are completed on its targets: roll those back first, in this order");
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
            throw new TargetsTaken("migration %s cannot be rolled back: %s: %s".formatted(migration, reason, others));
        }
    }

    void release(MigrationId migration) {
        jdbc.update("DELETE FROM target_claim WHERE migration_id = ?", migration.value());
    }
}
