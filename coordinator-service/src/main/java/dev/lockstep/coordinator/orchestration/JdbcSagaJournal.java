package dev.lockstep.coordinator.orchestration;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.AfterCommit;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import dev.lockstep.coordinator.dispatch.JdbcTargetFences;
import dev.lockstep.coordinator.freeze.JdbcFreezes;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.SagaEvolution;
import dev.lockstep.coordinator.saga.SagaState;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/** Reads the journals in PostgreSQL: one row per event, and one row per migration with its version and state. */
public final class JdbcSagaJournal implements SagaJournal {
    private static final String LOCK_FORMAT =
            """
            %sSELECT id, version, event_sequence, date_trunc('milliseconds', clock_timestamp()) AS at,
                nextval('dispatch_number') AS dispatch, %s AS accepted
            FROM (SELECT id, version, event_sequence, targets FROM migration
                WHERE id = ANY (?::uuid[])%s ORDER BY id FOR UPDATE) locked
            """;
    private static final String ACCEPTED = JdbcTargetFences.select("locked.targets");
    private static final String LOCK = LOCK_FORMAT.formatted("", ACCEPTED, "");
    private static final String LOCK_TO_START = LOCK_FORMAT.formatted(
            "WITH unfrozen AS (%s)\n".formatted(JdbcFreezes.LOCK_UNFROZEN),
            ACCEPTED,
            " AND position = ANY (?::bigint[])"
                    + " AND EXISTS (SELECT 1 FROM unfrozen WHERE NOT unfrozen.stopped_targets && migration.targets)");

    private final JdbcTemplate jdbc;
    private final SagaEvolution evolution = new SagaEvolution();
    private final StateCache cache = new StateCache();

    public JdbcSagaJournal(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Map<MigrationId, MigrationChange> lock(Collection<MigrationId> migrations) {
        return lock(LOCK, ids(migrations));
    }

    @Override
    public Map<MigrationId, MigrationChange> lockToStart(
            Collection<MigrationId> migrations, Collection<Long> positions) {
        return lock(LOCK_TO_START, ids(migrations), positions.toArray(Long[]::new));
    }

    private Map<MigrationId, MigrationChange> lock(String sql, Object... values) {
        Map<MigrationId, MigrationChange> changes = new LinkedHashMap<>();
        jdbc.query(
                sql,
                row -> {
                    VersionedState state =
                            load(new MigrationId(row.getObject("id", UUID.class)), row.getLong("version"));
                    changes.put(
                            state.migration(),
                            new MigrationChange(
                                    state,
                                    row.getLong("event_sequence"),
                                    row.getTimestamp("at").toInstant(),
                                    new DispatchNumber(row.getLong("dispatch")),
                                    JdbcTargetFences.parse(row.getString("accepted"))));
                },
                values);
        return changes;
    }

    private static Object ids(Collection<MigrationId> migrations) {
        return JdbcCombinedStatement.texts(Set.copyOf(migrations), migration -> migration);
    }

    @Override
    public Optional<VersionedState> read(MigrationId migration) {
        return jdbc
                .query(
                        "SELECT version FROM migration WHERE id = ?",
                        (row, _index) -> load(migration, row.getLong(1)),
                        migration.value())
                .stream()
                .findFirst();
    }

    @Override
    public Map<MigrationId, VersionedState> readAll(Collection<MigrationId> migrations) {
        Map<MigrationId, VersionedState> states = new LinkedHashMap<>();
        jdbc.query(
                "SELECT id, version FROM migration WHERE id = ANY (?::uuid[])",
                row -> {
                    MigrationId migration = new MigrationId(row.getObject(1, UUID.class));
                    states.put(migration, load(migration, row.getLong(2)));
                },
                (Object) JdbcCombinedStatement.texts(migrations, migration -> migration));
        return states;
    }

    @Override
    public DispatchNumber reserveDispatchNumbers() {
        return new DispatchNumber(
                Objects.requireNonNull(jdbc.queryForObject("SELECT nextval('dispatch_number')", Long.class)));
    }

    @Override
    public void keep(List<VersionedState> saved) {
        AfterCommit.run(() -> saved.forEach(cache::put));
    }

    // Events are never changed, so the cached state of an earlier version is a valid start.
    private VersionedState load(MigrationId migration, long version) {
        VersionedState cached = cache.latest(migration, version);
        SagaState state = cached.state();
        for (SagaEvent event : eventsAfter(cached, version)) {
            state = evolution.evolve(state, event);
        }
        VersionedState loaded = new VersionedState(migration, version, state);
        cache.put(loaded);
        return loaded;
    }

    private List<SagaEvent> eventsAfter(VersionedState cached, long version) {
        if (cached.version() == version) {
            return List.of();
        }
        return jdbc.query(
                """
                SELECT payload FROM saga_event
                WHERE migration_id = ? AND sequence > ? AND sequence <= ? ORDER BY sequence
                """,
                (row, _index) -> LockstepJson.messages().readValue(row.getString(1), SagaEvent.class),
                cached.migration().value(),
                cached.version(),
                version);
    }
}
