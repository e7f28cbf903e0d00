package dev.lockstep.coordinator.orchestration;

import com.fasterxml.jackson.annotation.JsonTypeName;
import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.saga.Occasion;
import dev.lockstep.coordinator.saga.SagaEvent;
import dev.lockstep.coordinator.saga.SagaEvolution;
import dev.lockstep.coordinator.saga.SagaState;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** The journal in PostgreSQL: one row per event, and beside it the row that is locked, listed and versioned. */
public final class JdbcSagaJournal implements SagaJournal {
    private final JdbcTemplate jdbc;
    private final SagaEvolution evolution;
    private final FoldedStates folded = new FoldedStates();

    public JdbcSagaJournal(JdbcTemplate jdbc, SagaEvolution evolution) {
        this.jdbc = jdbc;
        this.evolution = evolution;
    }

    @Override
    public Optional<Recorded> lock(MigrationId migration) {
        return jdbc
                .queryForList("SELECT version FROM migration WHERE id = ? FOR UPDATE", Long.class, migration.value())
                .stream()
                .findFirst()
                .map(version -> fold(migration, version));
    }

    /** The migration as it stands, for reading only. */
    public Optional<Recorded> read(MigrationId migration) {
        return jdbc.queryForList("SELECT version FROM migration WHERE id = ?", Long.class, migration.value()).stream()
                .findFirst()
                .map(version -> fold(migration, version));
    }

    @Override
    public Occasion occasion(String actor, String reason) {
        return Objects.requireNonNull(jdbc.queryForObject(
                "SELECT date_trunc('milliseconds', clock_timestamp()) AS at, nextval('dispatch_number') AS numbers",
                (row, _index) -> new Occasion(
                        row.getTimestamp("at").toInstant(),
                        new DispatchNumber(row.getLong("numbers")),
                        actor,
                        reason)));
    }

    @Override
    public Recorded append(Recorded before, SagaState after, List<SagaEvent> events, Occasion occasion) {
        Recorded next = new Recorded(before.migration(), before.version() + events.size(), after);
        write(before, next, occasion);
        List<Object[]> rows = new ArrayList<>();
        for (SagaEvent event : events) {
            rows.add(row(before, event, rows.size() + 1, occasion));
        }
        jdbc.batchUpdate(
                """
                INSERT INTO saga_event (migration_id, sequence, type, payload, at, actor, reason)
                VALUES (?, ?, ?, ?::json, ?, ?, ?)
                """,
                rows);
        Transactions.afterCommit(() -> folded.remember(next));
        return next;
    }

    private void write(Recorded before, Recorded next, Occasion occasion) {
        MigrationState state = MigrationState.of(next.state());
        int written = jdbc.update(
                """
                UPDATE migration SET version = ?, state = ?, round = ?, started_at = ?, ended_at = ?
                WHERE id = ? AND version = ?
                """,
                next.version(),
                state.name(),
                ((SagaState.Submitted) next.state()).round(),
                startOf(next.state()),
                state.isOutcome() ? Timestamp.from(occasion.at()) : null,
                before.migration().value(),
                before.version());
        if (written != 1) {
            throw new OutdatedVersion(before);
        }
    }

    private static @Nullable Timestamp startOf(SagaState state) {
        return state instanceof SagaState.Started started ? Timestamp.from(started.startedAt()) : null;
    }

    private static Object[] row(Recorded before, SagaEvent event, int offset, Occasion occasion) {
        return new Object[] {
            before.migration().value(),
            before.version() + offset,
            typeOf(event),
            LockstepJson.messages().writeValueAsString(event),
            Timestamp.from(occasion.at()),
            occasion.actor(),
            occasion.reason()
        };
    }

    private static String typeOf(SagaEvent event) {
        return event.getClass().getAnnotation(JsonTypeName.class).value();
    }

    // What was folded before is folded no more: a journal only grows, so a version has one state for ever.
    private Recorded fold(MigrationId migration, long version) {
        Recorded known = folded.latest(migration, version);
        SagaState state = known.state();
        for (SagaEvent event : eventsBetween(known, version)) {
            state = evolution.evolve(state, event);
        }
        Recorded recorded = new Recorded(migration, version, state);
        folded.remember(recorded);
        return recorded;
    }

    private List<SagaEvent> eventsBetween(Recorded known, long version) {
        if (known.version() == version) {
            return List.of();
        }
        return jdbc.query(
                """
                SELECT payload FROM saga_event
                WHERE migration_id = ? AND sequence > ? AND sequence <= ? ORDER BY sequence
                """,
                (row, _index) -> LockstepJson.messages().readValue(row.getString(1), SagaEvent.class),
                known.migration().value(),
                known.version(),
                version);
    }
}
