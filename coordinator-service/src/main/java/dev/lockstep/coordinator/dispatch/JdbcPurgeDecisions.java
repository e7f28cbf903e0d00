package dev.lockstep.coordinator.dispatch;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reads which migrations are purged. All methods take part in the current transaction. */
public final class JdbcPurgeDecisions {
    private final JdbcTemplate jdbc;

    public JdbcPurgeDecisions(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The decision to remove the journals of a migration. From then on the migration can no longer be rolled back.
     *
     * @param endedAt when the migration ended
     * @param purgedAt when the last journal was removed; absent until then
     */
    public record PurgeDecision(
            Instant endedAt, Instant decidedAt, Actor actor, String reason, @Nullable Instant purgedAt) {
        /** What has become of the journals, as a part of a sentence. */
        public String description() {
            return purgedAt == null
                    ? "its journals are being purged since %s".formatted(decidedAt)
                    : "its journals were purged at %s".formatted(purgedAt);
        }
    }

    /** The decision about a migration; empty if there is none. */
    public Optional<PurgeDecision> find(MigrationId migration) {
        return jdbc
                .query(
                        "SELECT ended_at, decided_at, actor, reason, purged_at FROM purge WHERE migration_id = ?",
                        JdbcPurgeDecisions::decision,
                        migration.value())
                .stream()
                .findFirst();
    }

    /**
     * The journals of a migration that has ended.
     *
     * @param since when it ended; absent if a purge is decided, or if it has no journals
     * @param decision absent unless a purge is decided
     * @param reset why it cannot be rolled back although it has completed; absent unless one of its targets was reset
     */
    public record Journals(@Nullable Instant since, @Nullable PurgeDecision decision, @Nullable TargetReset reset) {
        /** Whether a rollback has the journals that it needs. */
        public boolean permitRollback() {
            return decision == null && reset == null;
        }
    }

    /** The journals of several migrations, without migrations that do not exist. */
    public Map<MigrationId, Journals> journals(Collection<MigrationId> migrations) {
        Map<MigrationId, Journals> found = new HashMap<>();
        jdbc.query(
                """
                SELECT m.id, m.purgeable_since, p.ended_at, p.decided_at, p.actor, p.reason, p.purged_at, r.*
                FROM migration m LEFT JOIN purge p ON p.migration_id = m.id
                    LEFT JOIN LATERAL %s ON m.state = 'COMPLETED'
                WHERE m.id = ANY (?::uuid[])
                """
                        .formatted(JdbcResetColumns.SUBQUERY),
                row -> {
                    Timestamp since = row.getTimestamp("purgeable_since");
                    found.put(
                            new MigrationId(row.getObject("id", UUID.class)),
                            new Journals(
                                    since == null ? null : since.toInstant(),
                                    row.getTimestamp("decided_at") == null ? null : decision(row, 0),
                                    JdbcResetColumns.read(row)));
                },
                (Object) JdbcCombinedStatement.texts(migrations, migration -> migration));
        return found;
    }

    private static PurgeDecision decision(ResultSet row, int _index) throws SQLException {
        Timestamp purgedAt = row.getTimestamp("purged_at");
        return new PurgeDecision(
                row.getTimestamp("ended_at").toInstant(),
                row.getTimestamp("decided_at").toInstant(),
                LockstepJson.messages().readValue(row.getString("actor"), Actor.class),
                row.getString("reason"),
                purgedAt == null ? null : purgedAt.toInstant());
    }
}
