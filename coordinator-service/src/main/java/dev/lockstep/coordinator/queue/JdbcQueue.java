package dev.lockstep.coordinator.queue;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import dev.lockstep.coordinator.freeze.JdbcFreezes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The order of the claims of migrations on targets. A migration claims all its targets at one position. It holds the
 * locks of its targets when no claim on any of them has a lower position, so migrations that share a target run in the
 * order of submission, unless an operator changes it.
 */
public final class JdbcQueue {
    // The key of an advisory lock, held until commit: positions become visible in the order in which they are assigned.
    private static final long QUEUE_LOCK = 0x10C_57E9;
    private static final int MAX_NAMED = 20;
    private static final String FIRST_IN_QUEUE =
            """
            SELECT m.id, m.targets, m.position FROM migration m WHERE m.state = 'QUEUED' AND NOT EXISTS (
                SELECT 1 FROM target_claim c JOIN target_claim earlier
                    ON earlier.target = c.target AND earlier.position < c.position
                WHERE c.migration_id = m.id)
            AND EXISTS (SELECT 1 FROM (%s) unfrozen WHERE NOT unfrozen.stopped_targets && m.targets)
            ORDER BY m.position
            """
                    .formatted(JdbcFreezes.UNFROZEN);

    private final JdbcTemplate jdbc;

    public JdbcQueue(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Prevents other transactions from adding or moving claims until the current transaction ends. */
    public void lock() {
        jdbc.query("SELECT pg_advisory_xact_lock(?)", _row -> {}, QUEUE_LOCK);
    }

    /**
     * A migration that has not started, with the targets that it has claimed.
     *
     * @param position its position in the queue, which changes when an operator moves another migration before it
     */
    public record QueuedMigration(MigrationId migration, List<TargetName> targets, long position) {}

    /**
     * Returns queued migrations that are first in the queue of each of their targets, oldest first; none
     * while a freeze is open. At this position they stay first until they release their targets.
     */
    public List<QueuedMigration> firstInQueue() {
        return jdbc.query(
                connection -> connection.prepareStatement(FIRST_IN_QUEUE),
                (row, _index) -> new QueuedMigration(
                        new MigrationId(row.getObject(1, UUID.class)),
                        Stream.of((String[]) row.getArray(2).getArray())
                                .map(TargetName::new)
                                .toList(),
                        row.getLong(3)));
    }

    /** Returns those of the targets that are claimed. */
    public Set<TargetName> claimed(Collection<TargetName> targets) {
        return Set.copyOf(jdbc.query(
                "SELECT DISTINCT target FROM target_claim WHERE target = ANY (?::text[])",
                (row, _index) -> new TargetName(row.getString(1)),
                (Object) JdbcCombinedStatement.texts(targets, TargetName::value)));
    }

    /**
     * Where a queued migration stands.
     *
     * @param position 1 if it is first on all its targets; 1 more for each migration or downgrade that is before it on
     *     one of them
     * @param behind the ids of migrations and the names of downgrades before it, the next one to end first; at most 20,
     *     and absent in a list of migrations
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Place(int position, @Nullable List<String> behind) {
        /** Only the position. */
        public Place withoutNames() {
            return new Place(position, null);
        }
    }

    /** The place of a migration that has claimed its targets. */
    public Place place(MigrationId migration) {
        List<Earlier> earlier = jdbc.query(
                """
                SELECT earlier.migration_id, earlier.downgrade, count(*) OVER ()
                FROM target_claim c JOIN target_claim earlier
                    ON earlier.target = c.target AND earlier.position < c.position
                WHERE c.migration_id = ?
                GROUP BY earlier.migration_id, earlier.downgrade ORDER BY min(earlier.position) LIMIT ?
                """,
                (row, _index) -> new Earlier(claimant(row, 1), row.getInt(3)),
                migration.value(),
                MAX_NAMED);
        int before = earlier.isEmpty() ? 0 : earlier.getFirst().all();
        return new Place(
                1 + before,
                earlier.stream().map(Earlier::claimant).map(Claimant::toString).toList());
    }

    /** A claimant that is before a migration, and the number of all of them. */
    private record Earlier(Claimant claimant, int all) {}

    /** Returns the earliest claim of another migration that is ahead on one of the targets; empty if there is none. */
    Optional<EarlierClaim> earlierClaim(MigrationId migration) {
        return jdbc
                .query(
                        """
                        SELECT earlier.target, earlier.migration_id, earlier.downgrade
                        FROM target_claim c JOIN target_claim earlier
                            ON earlier.target = c.target AND earlier.position < c.position
                        WHERE c.migration_id = ? ORDER BY earlier.position, earlier.target LIMIT 1
                        """,
                        (row, _index) -> new EarlierClaim(new TargetName(row.getString(1)), claimant(row, 2)),
                        migration.value())
                .stream()
                .findFirst();
    }

    record EarlierClaim(TargetName target, Claimant claimant) {}

    static Claimant claimant(ResultSet row, int column) throws SQLException {
        return new Claimant(new MigrationId(row.getObject(column, UUID.class)), row.getObject(column + 1, Long.class));
    }

    /**
     * Claims all targets of a migration that has passed its gates, behind all others, and gives the migration this
     * position: it is applied after those that entered the queue while it waited.
     */
    public void enter(MigrationId migration) {
        lock();
        JdbcCombinedStatement statement = new JdbcCombinedStatement()
                .add(
                        "moved",
                        """
                        SELECT id, targets, labels, position AS old_position, nextval('claim_position') AS new_position
                        FROM migration WHERE id = ?
                        """,
                        migration.value());
        addMove(statement)
                .add(
                        "inserted_claims",
                        """
                        INSERT INTO target_claim (target, migration_id, position)
                        SELECT unnest(targets), id, new_position FROM moved
                        """)
                .execute(jdbc, "SELECT count(*) FROM moved", (row, _index) -> row.getLong(1));
    }

    /**
     * Moves a queued migration before all others that have not started and share a target with it. These, and all that
     * were queued later than them, get new positions in their old order, so that none of them overtakes another.
     *
     * @throws TargetsClaimedException if no migration that has not started is before it
     */
    public void moveToFront(MigrationId migration) {
        lock();
        long front = front(migration)
                .orElseThrow(() -> new TargetsClaimedException(
                        "no migration that has not started is before it on one of its targets"));
        JdbcCombinedStatement statement = new JdbcCombinedStatement()
                .add(
                        "overtaken",
                        """
                        SELECT id, targets, labels, position FROM migration
                        WHERE state = 'QUEUED' AND position >= ? AND id <> ? ORDER BY id FOR UPDATE
                        """,
                        front,
                        migration.value())
                .add(
                        "moved",
                        """
                        SELECT id, targets, labels, position AS old_position, nextval('claim_position') AS new_position
                        FROM (SELECT * FROM overtaken ORDER BY position) in_order
                        """);
        addMove(statement)
                .add(
                        "moved_claims",
                        "UPDATE target_claim c SET position = new_position FROM moved WHERE c.migration_id = moved.id")
                .execute(jdbc, "SELECT count(*) FROM moved", (row, _index) -> row.getLong(1));
    }

    /** The lowest position of the migrations that have not started and are before this one. */
    private Optional<Long> front(MigrationId migration) {
        return Optional.ofNullable(jdbc.queryForObject(
                """
                SELECT min(earlier.position) FROM target_claim c
                    JOIN target_claim earlier ON earlier.target = c.target AND earlier.position < c.position
                    JOIN migration m ON m.id = earlier.migration_id AND m.state = 'QUEUED'
                WHERE c.migration_id = ?
                """,
                Long.class,
                migration.value()));
    }

    /** Gives the migrations of the part {@code moved} their new positions, also in the tables for lists. */
    private static JdbcCombinedStatement addMove(JdbcCombinedStatement statement) {
        return statement
                .add(
                        "moved_migrations",
                        "UPDATE migration m SET position = new_position FROM moved WHERE m.id = moved.id")
                .add(
                        "moved_targets",
                        """
                        UPDATE migration_target t SET position = new_position
                        FROM moved WHERE t.target = ANY (moved.targets) AND t.position = old_position
                        """)
                .add(
                        "moved_labels",
                        """
                        UPDATE migration_label l SET position = new_position
                        FROM moved CROSS JOIN jsonb_each_text(moved.labels) AS label (key, value)
                        WHERE l.key = label.key AND l.value = label.value AND l.position = old_position
                        """)
                .add(
                        "moved_words",
                        "UPDATE migration_word w SET position = new_position FROM moved WHERE w.position = old_position");
    }
}
