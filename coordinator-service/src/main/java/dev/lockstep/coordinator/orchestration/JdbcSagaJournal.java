package dev.lockstep.coordinator.orchestration;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.CommandContext;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.SagaEvolution;
import dev.lockstep.coordinator.saga.SagaState;
import dev.lockstep.coordinator.saga.Transition;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;

/** Keeps the journals in PostgreSQL: one row per event, and one row per migration with its version and state. */
public final class JdbcSagaJournal implements SagaJournal {
    private final JdbcTemplate jdbc;
    private final SagaEvolution evolution = new SagaEvolution();
    private final StateCache cache = new StateCache();

    public JdbcSagaJournal(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Optional<VersionedState> lock(MigrationId migration) {
        return jdbc
                .queryForList("SELECT version FROM migration WHERE id = ? FOR UPDATE", Long.class, migration.value())
                .stream()
                .findFirst()
                .map(version -> load(migration, version));
    }

    @Override
    public Optional<VersionedState> read(MigrationId migration) {
        return jdbc.queryForList("SELECT version FROM migration WHERE id = ?", Long.class, migration.value()).stream()
                .findFirst()
                .map(version -> load(migration, version));
    }

    @Override
    public CommandContext newContext(Requester requester) {
        return Objects.requireNonNull(jdbc.queryForObject(
                "SELECT date_trunc('milliseconds', clock_timestamp()) AS at, nextval('dispatch_number') AS dispatch",
                (row, _index) -> new CommandContext(
                        row.getTimestamp("at").toInstant(),
                        new DispatchNumber(row.getLong("dispatch")),
                        requester.actor(),
                        requester.reason())));
    }

    @Override
    public VersionedState append(VersionedState current, List<Transition> transitions, CommandContext context) {
        VersionedState newState = new VersionedState(
                current.migration(),
                current.version() + transitions.size(),
                transitions.getLast().newState());
        updateMigration(current, newState);
        List<Object[]> rows = new ArrayList<>();
        for (Transition transition : transitions) {
            rows.add(eventRow(current, transition.event(), rows.size() + 1, context));
        }
        jdbc.batchUpdate(
                """
                INSERT INTO saga_event (migration_id, sequence, type, payload, at, actor, reason)
                VALUES (?, ?, ?, ?::json, ?, ?, ?)
                """,
                rows);
        Transactions.afterCommit(() -> cache.put(newState));
        return newState;
    }

    private void updateMigration(VersionedState current, VersionedState newState) {
        int updated = jdbc.update(
                "UPDATE migration SET version = ?, state = ? WHERE id = ? AND version = ?",
                newState.version(),
                MigrationState.of(newState.state()).name(),
                current.migration().value(),
                current.version());
        if (updated != 1) {
            throw new StaleVersionException(current);
        }
    }

    private static Object[] eventRow(VersionedState current, SagaEvent event, int offset, CommandContext context) {
        return new Object[] {
            current.migration().value(),
            current.version() + offset,
            event.getClass().getAnnotation(JsonTypeName.class).value(),
            LockstepJson.messages().writeValueAsString(event),
            Timestamp.from(context.at()),
            context.actor(),
            context.reason()
        };
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
