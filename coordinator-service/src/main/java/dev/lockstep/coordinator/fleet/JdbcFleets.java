package dev.lockstep.coordinator.fleet;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.Checksum;
import dev.lockstep.contract.plan.Plan;
import dev.lockstep.contract.plan.PlanName;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import dev.lockstep.coordinator.http.StorableTextRule;
import dev.lockstep.coordinator.orchestration.MigrationState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Stores fleets. All methods take part in the current transaction. */
final class JdbcFleets {
    private static final String IS_OPEN = "state IN ('RUNNING', 'WAITING', 'STOPPING', 'ROLLING_BACK')";
    static final String OPEN = "SELECT id, state FROM fleet WHERE " + IS_OPEN + " ORDER BY id";
    static final String MEMBERS =
            """
            SELECT f.number, f.target, f.wave, f.migration_id, m.state, f.adopted, f.rollback_requested, f.finding, f.fleet
            FROM fleet_member f LEFT JOIN migration m ON m.id = f.migration_id
            WHERE f.fleet = ANY (?::bigint[]) ORDER BY f.fleet, f.number
            """;
    private static final int MAX_PROBLEM = 2000;
    private final JdbcTemplate jdbc;

    JdbcFleets(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** Whose request has started a fleet, and with which idempotency key. */
    record RequestKey(String caller, @Nullable String key) {}

    /** A fleet that has not ended or stopped. */
    record Open(long id, FleetState state) {}

    /** Inserts a fleet that runs, with its members in their waves. */
    Fleet insert(Plan plan, String environment, List<TargetName> members, Actor actor, RequestKey key) {
        String requester = LockstepJson.messages().writeValueAsString(actor);
        Fleet inserted = jdbc.query(
                        """
                        INSERT INTO fleet AS f (version, name, checksum, plan, environment, requester, requested_at,
                            state, wave, actor, caller, idempotency_key)
                        VALUES (1, ?, ?, ?::json, ?, ?::json, clock_timestamp(), 'RUNNING', 1, ?::json, ?, ?)
                        RETURNING f.*
                        """,
                        JdbcFleets::fleet,
                        plan.name().value(),
                        Checksum.of(plan).value(),
                        LockstepJson.messages().writeValueAsString(plan),
                        environment,
                        requester,
                        requester,
                        key.caller(),
                        key.key())
                .getFirst();
        insertMembers(inserted, members);
        return inserted;
    }

    private void insertMembers(Fleet fleet, List<TargetName> members) {
        List<Long> waves = new ArrayList<>();
        List<Integer> ends = fleet.group().ends(members.size());
        for (int wave = 1; wave <= ends.size(); wave++) {
            while (waves.size() < ends.get(wave - 1)) {
                waves.add((long) wave);
            }
        }
        jdbc.update(
                """
                INSERT INTO fleet_member (fleet, number, target, wave)
                SELECT ?, number, target, wave
                FROM unnest(?::text[], ?::bigint[]) WITH ORDINALITY AS m (target, wave, number)
                """,
                fleet.id(),
                JdbcCombinedStatement.texts(members, TargetName::value),
                waves.toArray(Long[]::new));
    }

    /** The fleet that a request with this key has started. */
    Optional<Fleet> find(RequestKey key) {
        return select("WHERE f.caller = ? AND f.idempotency_key = ?", key.caller(), key.key()).stream()
                .findFirst();
    }

    Optional<Fleet> find(long id) {
        return select("WHERE f.id = ?", id).stream().findFirst();
    }

    /** The fleet of this name that has not ended or stopped; there is at most one. */
    Optional<Fleet> findOpen(PlanName name) {
        return select("WHERE f.name = ? AND f." + IS_OPEN, name.value()).stream()
                .findFirst();
    }

    /** Locks a fleet until the transaction ends. */
    Optional<Fleet> lock(long id) {
        return select("WHERE f.id = ? FOR UPDATE", id).stream().findFirst();
    }

    /** Locks a fleet in which something may have to be done, unless another transaction has locked it. */
    Optional<Fleet> lockActive(long id) {
        return select(
                        "WHERE f.id = ? AND f.state IN ('RUNNING', 'STOPPING', 'ROLLING_BACK') FOR UPDATE SKIP LOCKED",
                        id)
                .stream()
                .findFirst();
    }

    /** The fleets with a lower id, newest first. */
    List<Fleet> before(long id, int limit) {
        return select("WHERE f.id < ? ORDER BY f.id DESC LIMIT ?", id, limit);
    }

    /** The fleets of a plan with a lower id, newest first. */
    List<Fleet> runsOf(Checksum checksum, long before, int limit) {
        return select("WHERE f.checksum = ? AND f.id < ? ORDER BY f.id DESC LIMIT ?", checksum.value(), before, limit);
    }

    List<Open> open() {
        return jdbc.query(OPEN, (row, _index) -> new Open(row.getLong(1), FleetState.valueOf(row.getString(2))));
    }

    /** The members of a fleet with the states of their migrations, in the order of the group. */
    List<FleetMember> members(long fleet) {
        return members(List.of(fleet)).getOrDefault(fleet, List.of());
    }

    /** The same for several fleets. */
    Map<Long, List<FleetMember>> members(List<Long> fleets) {
        Map<Long, List<FleetMember>> members = new HashMap<>();
        jdbc.query(
                MEMBERS,
                row -> {
                    members.computeIfAbsent(row.getLong(9), _ -> new ArrayList<>())
                            .add(member(row));
                },
                (Object) fleets.toArray(Long[]::new));
        return members;
    }

    private static FleetMember member(ResultSet row) throws SQLException {
        UUID migration = row.getObject(4, UUID.class);
        String state = row.getString(5);
        return new FleetMember(
                row.getInt(1),
                new TargetName(row.getString(2)),
                row.getInt(3),
                migration == null ? null : new MigrationId(migration),
                state == null ? null : MigrationState.valueOf(state),
                row.getBoolean(6),
                row.getBoolean(7),
                row.getString(8));
    }

    /** An active migration with the name of one of a fleet. */
    record Active(MigrationId migration, Plan plan) {}

    /** The migrations with these names that are queued, running or completed. */
    List<Active> active(List<PlanName> names) {
        return jdbc.query(
                """
                SELECT id, plan FROM migration WHERE name = ANY (?::text[])
                    AND state NOT IN ('REJECTED', 'CANCELLED', 'ROLLED_BACK', 'CLOSED_BY_OPERATOR')
                ORDER BY name
                """,
                (row, _index) -> new Active(
                        new MigrationId(row.getObject(1, UUID.class)),
                        LockstepJson.messages().readValue(row.getString(2), Plan.class)),
                (Object) JdbcCombinedStatement.texts(names, PlanName::value));
    }

    void setMigration(long fleet, FleetMember member, MigrationId migration, boolean adopted) {
        jdbc.update(
                "UPDATE fleet_member SET migration_id = ?, adopted = ? WHERE fleet = ? AND number = ?",
                migration.value(),
                adopted,
                fleet,
                member.number());
    }

    /** Forgets which rollbacks were requested and what was found. */
    void clearRollbacks(long fleet) {
        jdbc.update(
                """
                UPDATE fleet_member SET rollback_requested = false, finding = NULL
                WHERE fleet = ? AND (rollback_requested OR finding IS NOT NULL)
                """,
                fleet);
    }

    /** Makes members pending again whose migrations have ended without being completed. */
    void clearMigrations(long fleet, List<FleetMember> members) {
        jdbc.update(
                "UPDATE fleet_member SET migration_id = NULL, adopted = false WHERE fleet = ? AND number = ANY (?::int[])",
                fleet,
                members.stream().map(FleetMember::number).toArray(Integer[]::new));
    }

    /** Writes the state, the wave, the rollback and the finding of a fleet that has got on. */
    void update(long id, FleetState state, int wave, @Nullable RollbackScope rollback, @Nullable String finding) {
        jdbc.update(
                """
                UPDATE fleet SET state = ?, wave = ?, rollback = ?, finding = ?, problem = NULL,
                    version = version + 1, ended_at = CASE WHEN ? THEN clock_timestamp() END
                WHERE id = ?
                """,
                state.name(),
                wave,
                rollback == null ? null : rollback.name(),
                finding,
                !state.isOpen(),
                id);
    }

    /** Writes why a fleet could not be continued; null if it could. Returns whether this was not known. */
    boolean setProblem(long id, @Nullable String problem) {
        String kept = problem == null ? null : StorableTextRule.storable(problem, MAX_PROBLEM);
        return jdbc.update(
                        """
                        UPDATE fleet SET problem = ?, version = version + 1
                        WHERE id = ? AND state IN ('RUNNING', 'STOPPING', 'ROLLING_BACK') AND problem IS DISTINCT FROM ?
                        """,
                        kept,
                        id,
                        kept)
                == 1;
    }

    /** Writes who acts on a fleet, and why. */
    void setActor(long id, Actor actor, String reason) {
        jdbc.update(
                "UPDATE fleet SET actor = ?::json, reason = ? WHERE id = ?",
                LockstepJson.messages().writeValueAsString(actor),
                reason,
                id);
    }

    private List<Fleet> select(String rest, @Nullable Object... values) {
        return jdbc.query("SELECT f.* FROM fleet f " + rest, JdbcFleets::fleet, values);
    }

    private static Fleet fleet(ResultSet row, int _index) throws SQLException {
        String rollback = row.getString("rollback");
        Timestamp endedAt = row.getTimestamp("ended_at");
        return new Fleet(
                row.getLong("id"),
                row.getLong("version"),
                LockstepJson.messages().readValue(row.getString("plan"), Plan.class),
                new Checksum(row.getString("checksum")),
                row.getString("environment"),
                actor(row.getString("requester")),
                row.getTimestamp("requested_at").toInstant(),
                FleetState.valueOf(row.getString("state")),
                row.getInt("wave"),
                rollback == null ? null : RollbackScope.valueOf(rollback),
                actor(row.getString("actor")),
                row.getString("reason"),
                row.getString("finding"),
                row.getString("problem"),
                endedAt == null ? null : endedAt.toInstant());
    }

    private static Actor actor(String json) {
        return LockstepJson.messages().readValue(json, Actor.class);
    }
}
