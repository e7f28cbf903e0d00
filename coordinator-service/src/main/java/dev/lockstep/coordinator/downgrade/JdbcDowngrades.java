package dev.lockstep.coordinator.downgrade;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import dev.lockstep.coordinator.orchestration.JdbcRefusedRollbacks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Stores downgrades. All methods take part in the current transaction. */
final class JdbcDowngrades {
    private final JdbcTemplate jdbc;
    private final JdbcRefusedRollbacks refusedRollbacks;

    JdbcDowngrades(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
        this.refusedRollbacks = new JdbcRefusedRollbacks(jdbc);
    }

    /** Whose request has started a downgrade, and with which idempotency key. */
    record RequestKey(String caller, @Nullable String key) {}

    /** An open downgrade. */
    record Open(long id, DowngradeState state) {}

    /** Inserts a downgrade that runs, with its migrations. */
    Downgrade insert(DowngradePlan plan, DowngradeRequest.Checked request, Actor actor, RequestKey key) {
        String requester = LockstepJson.messages().writeValueAsString(actor);
        Downgrade inserted = jdbc.query(
                        """
                        INSERT INTO downgrade AS d (version, target, boundary, keeps, include_others, targets, reason,
                            requester, requested_at, state, actor, caller, idempotency_key)
                        VALUES (1, ?, ?, ?, ?, ?::text[], ?, ?::json, clock_timestamp(), 'RUNNING', ?::json, ?, ?)
                        RETURNING d.*
                        """,
                        JdbcDowngrades::downgrade,
                        plan.target().value(),
                        request.boundary().toString(),
                        plan.keeps() == null ? null : plan.keeps().value(),
                        request.includeOthers(),
                        JdbcCombinedStatement.texts(plan.targets(), TargetName::value),
                        request.reason(),
                        requester,
                        requester,
                        key.caller(),
                        key.key())
                .getFirst();
        insertMembers(inserted.id(), plan.members());
        return inserted;
    }

    private void insertMembers(long downgrade, List<DowngradePlan.Member> members) {
        jdbc.update(
                """
                INSERT INTO downgrade_migration (downgrade, number, migration_id, other)
                SELECT ?, number, migration_id, other
                FROM unnest(?::bigint[], ?::uuid[], ?::boolean[]) AS m (number, migration_id, other)
                """,
                downgrade,
                IntStream.rangeClosed(1, members.size()).mapToObj(Long::valueOf).toArray(Long[]::new),
                JdbcCombinedStatement.texts(members, DowngradePlan.Member::migration),
                JdbcCombinedStatement.texts(members, DowngradePlan.Member::other));
    }

    /** The downgrade that a request with this key has started. */
    Optional<Downgrade> find(RequestKey key) {
        return select("WHERE d.caller = ? AND d.idempotency_key = ?", key.caller(), key.key()).stream()
                .findFirst();
    }

    Optional<Downgrade> find(long id) {
        return select("WHERE d.id = ?", id).stream().findFirst();
    }

    /** Locks a downgrade until the transaction ends. */
    Optional<Downgrade> lock(long id) {
        return select("WHERE d.id = ? FOR UPDATE", id).stream().findFirst();
    }

    /** Locks a downgrade that runs, unless another transaction has locked it. */
    Optional<Downgrade> lockRunning(long id) {
        return select("WHERE d.id = ? AND d.state = 'RUNNING' FOR UPDATE SKIP LOCKED", id).stream()
                .findFirst();
    }

    /** The downgrades with a lower id, newest first. */
    List<Downgrade> before(long id, int limit) {
        return select("WHERE d.id < ? ORDER BY d.id DESC LIMIT ?", id, limit);
    }

    /** The downgrades that run or have stopped; they share no target, so there are few. */
    List<Open> open() {
        return jdbc.query(
                "SELECT id, state FROM downgrade WHERE state IN ('RUNNING', 'STOPPED') ORDER BY id",
                (row, _index) -> new Open(row.getLong(1), DowngradeState.valueOf(row.getString(2))));
    }

    /** The migrations of a downgrade, in the order of their rollbacks. */
    List<DowngradeMember> members(long downgrade) {
        return jdbc.query(
                """
                SELECT number, migration_id, other, requested_version, leave_applied FROM downgrade_migration
                WHERE downgrade = ? ORDER BY number
                """,
                (row, _index) -> new DowngradeMember(
                        row.getInt(1),
                        new MigrationId(row.getObject(2, UUID.class)),
                        row.getBoolean(3),
                        row.getObject(4, Long.class),
                        row.getBoolean(5)),
                downgrade);
    }

    /** Waits until no other transaction changes the migration, and prevents it until the current transaction ends. */
    void lockMigration(MigrationId migration) {
        jdbc.query("SELECT 1 FROM migration WHERE id = ? FOR UPDATE", _row -> {}, migration.value());
    }

    /** Writes that the rollback of a migration was requested; with null, that it must be requested again. */
    void setRequested(long downgrade, DowngradeMember member, @Nullable Long version) {
        jdbc.update(
                "UPDATE downgrade_migration SET requested_version = ? WHERE downgrade = ? AND number = ?",
                version,
                downgrade,
                member.number());
    }

    /** Writes that the steps of a closed migration stay applied. */
    void acceptLeftApplied(long downgrade, DowngradeMember member) {
        jdbc.update(
                "UPDATE downgrade_migration SET leave_applied = true WHERE downgrade = ? AND number = ?",
                downgrade,
                member.number());
    }

    void stop(long downgrade, String finding) {
        jdbc.update(
                "UPDATE downgrade SET state = 'STOPPED', finding = ?, version = version + 1 WHERE id = ?",
                finding,
                downgrade);
    }

    void resume(long downgrade, Actor actor) {
        jdbc.update(
                """
                UPDATE downgrade SET state = 'RUNNING', finding = NULL, actor = ?::json, version = version + 1
                WHERE id = ?
                """,
                LockstepJson.messages().writeValueAsString(actor),
                downgrade);
    }

    void end(long downgrade, DowngradeState state) {
        jdbc.update(
                """
                UPDATE downgrade SET state = ?, ended_at = clock_timestamp(), version = version + 1 WHERE id = ?
                """,
                state.name(),
                downgrade);
    }

    /** Why the rollback of a migration that was requested did not start. */
    String refusal(MigrationId migration, long requestedVersion) {
        return refusedRollbacks.reason(migration, requestedVersion);
    }

    private List<Downgrade> select(String rest, @Nullable Object... values) {
        return jdbc.query("SELECT d.* FROM downgrade d " + rest, JdbcDowngrades::downgrade, values);
    }

    private static Downgrade downgrade(ResultSet row, int _index) throws SQLException {
        UUID keeps = row.getObject("keeps", UUID.class);
        Timestamp endedAt = row.getTimestamp("ended_at");
        return new Downgrade(
                row.getLong("id"),
                row.getLong("version"),
                new TargetName(row.getString("target")),
                row.getString("boundary"),
                keeps == null ? null : new MigrationId(keeps),
                row.getBoolean("include_others"),
                Stream.of((String[]) row.getArray("targets").getArray())
                        .map(TargetName::new)
                        .toList(),
                row.getString("reason"),
                actor(row.getString("requester")),
                row.getTimestamp("requested_at").toInstant(),
                DowngradeState.valueOf(row.getString("state")),
                actor(row.getString("actor")),
                row.getString("finding"),
                endedAt == null ? null : endedAt.toInstant());
    }

    private static Actor actor(String json) {
        return LockstepJson.messages().readValue(json, Actor.class);
    }
}
