package dev.lockstep.coordinator.dispatch;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.StepId;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.BackupResult;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

/** Stores the backups that workers have reported. */
public final class JdbcBackups {
    private static final String SELECT = "SELECT migration_id, target, step, result, created_at FROM backup ";
    private static final RowMapper<StoredBackup> ROW = (row, _index) -> new StoredBackup(
            new MigrationId(row.getObject(1, UUID.class)),
            new TargetName(row.getString(2)),
            new StepId(row.getString(3)),
            LockstepJson.messages().readValue(row.getString(4), BackupResult.class),
            row.getTimestamp(5).toInstant());

    private final JdbcTemplate jdbc;

    public JdbcBackups(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A backup of what the steps of a migration touch on one target.
     *
     * @param step the first of these steps
     * @param createdAt the time by which backups are listed, in the precision of the database
     */
    public record StoredBackup(
            MigrationId migration, TargetName target, StepId step, BackupResult result, Instant createdAt) {}

    /** The place of a backup in the list: it comes before all that are older. */
    public record Position(Instant createdAt, MigrationId migration, TargetName target) {}

    /** Adds backups; each replaces an earlier one of the same migration and target. */
    public static void addInsert(JdbcCombinedStatement statement, List<StoredBackup> backups) {
        if (!backups.isEmpty()) {
            statement.add(
                    "inserted_backups",
                    """
                    INSERT INTO backup (migration_id, target, step, result, created_at, expires_at)
                    SELECT migration_id, target, step, result::json, created_at, expires_at
                    FROM unnest(?::uuid[], ?::text[], ?::text[], ?::text[], ?::timestamptz[], ?::timestamptz[])
                        AS b (migration_id, target, step, result, created_at, expires_at)
                    ON CONFLICT (migration_id, target) DO UPDATE SET step = excluded.step, result = excluded.result,
                        created_at = excluded.created_at, expires_at = excluded.expires_at
                    """,
                    JdbcCombinedStatement.texts(backups, StoredBackup::migration),
                    JdbcCombinedStatement.texts(backups, StoredBackup::target),
                    JdbcCombinedStatement.texts(backups, StoredBackup::step),
                    JdbcCombinedStatement.texts(
                            backups, backup -> LockstepJson.messages().writeValueAsString(backup.result())),
                    JdbcCombinedStatement.texts(backups, StoredBackup::createdAt),
                    JdbcCombinedStatement.texts(
                            backups, backup -> backup.result().expiresAt()));
        }
    }

    public Optional<StoredBackup> find(MigrationId migration, TargetName target) {
        return jdbc
                .query(SELECT + "WHERE migration_id = ? AND target = ?", ROW, migration.value(), target.value())
                .stream()
                .findFirst();
    }

    /**
     * Lists backups that have not expired, newest first.
     *
     * @param targets those of the caller; absent for all
     * @param after the last one of the previous page; absent for the first page
     */
    public List<StoredBackup> list(@Nullable List<TargetName> targets, @Nullable Position after, int limit) {
        return jdbc.query(
                SELECT
                        + """
                        WHERE expires_at > clock_timestamp() AND (?::text[] IS NULL OR target = ANY (?::text[]))
                            AND (?::timestamptz IS NULL
                                OR (created_at, migration_id, target) < (?::timestamptz, ?::uuid, ?))
                        ORDER BY created_at DESC, migration_id DESC, target DESC LIMIT ?
                        """,
                ROW,
                names(targets),
                names(targets),
                after == null ? null : after.createdAt().toString(),
                after == null ? null : after.createdAt().toString(),
                after == null ? null : after.migration().value(),
                after == null ? null : after.target().value(),
                limit);
    }

    private static String @Nullable [] names(@Nullable List<TargetName> targets) {
        return targets == null ? null : JdbcCombinedStatement.texts(targets, TargetName::value);
    }
}
