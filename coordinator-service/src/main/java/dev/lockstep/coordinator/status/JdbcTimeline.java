package dev.lockstep.coordinator.status;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.protocol.Actor;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.database.JdbcCombinedStatement;
import dev.lockstep.coordinator.orchestration.VersionedState;
import dev.lockstep.coordinator.saga.SagaEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.ResultSetExtractor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the events of a migration in the order of their sequence. */
final class JdbcTimeline {
    // A follower has no more of a long history in memory at once.
    private static final int MAX_EVENTS = 20;
    private static final int MAX_CHARACTERS = 256 * 1024;
    private final JdbcTemplate jdbc;

    JdbcTimeline(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    List<TimelineEntry> all(MigrationId migration) {
        return jdbc.query(
                """
                SELECT sequence, type, at, actor, reason, payload FROM saga_event
                WHERE migration_id = ? ORDER BY sequence
                """,
                (row, _index) -> entry(row),
                migration.value());
    }

    /** The next events after a sequence number: at least one if there is one, and as many as fit into the limits. */
    Part after(MigrationId migration, long sequence) {
        return Objects.requireNonNull(jdbc.query(
                """
                SELECT sequence, type, at, actor, reason, payload FROM saga_event
                WHERE migration_id = ? AND sequence > ? ORDER BY sequence LIMIT ?
                """,
                (ResultSetExtractor<Part>) JdbcTimeline::part,
                migration.value(),
                sequence,
                MAX_EVENTS + 1));
    }

    /**
     * Events in order.
     *
     * @param hasMore whether there are events after these
     */
    record Part(List<TimelineEntry> entries, boolean hasMore) {}

    private static Part part(ResultSet rows) throws SQLException {
        List<TimelineEntry> entries = new ArrayList<>();
        int size = 0;
        boolean hasMore = rows.next();
        while (hasMore && entries.size() < MAX_EVENTS && size < MAX_CHARACTERS) {
            entries.add(entry(rows));
            size += rows.getString("payload").length();
            hasMore = rows.next();
        }
        return new Part(entries, hasMore);
    }

    /** The last event of a migration; empty if no migration has this id. */
    Optional<LastEvent> last(MigrationId migration) {
        return jdbc
                .query(
                        """
                        SELECT sequence, type FROM saga_event
                        WHERE migration_id = ? ORDER BY sequence DESC LIMIT 1
                        """,
                        (row, _index) -> new LastEvent(row.getLong(1), row.getString(2)),
                        migration.value())
                .stream()
                .findFirst();
    }

    record LastEvent(long sequence, String type) {}

    /** The versions of migrations, each of which is the sequence of its last event. */
    Map<MigrationId, Long> versions(Collection<MigrationId> migrations) {
        Map<MigrationId, Long> versions = new HashMap<>();
        jdbc.query(
                "SELECT id, version FROM migration WHERE id = ANY (?::uuid[])",
                row -> {
                    versions.put(new MigrationId(row.getObject(1, UUID.class)), row.getLong(2));
                },
                (Object) JdbcCombinedStatement.texts(migrations, migration -> migration));
        return versions;
    }

    /**
     * All events that led to a state except the submission, which is large because it contains the whole plan. Events
     * that were written since would contradict the state.
     */
    List<SagaEvent> withoutSubmission(VersionedState state) {
        return withoutSubmission(List.of(state)).getOrDefault(state.migration(), List.of());
    }

    /** The events of several states, each as {@link #withoutSubmission(VersionedState)} returns them, by one query. */
    Map<MigrationId, List<SagaEvent>> withoutSubmission(Collection<VersionedState> states) {
        Map<MigrationId, Long> versions = new HashMap<>();
        Map<MigrationId, List<SagaEvent>> events = new HashMap<>();
        for (VersionedState state : states) {
            versions.put(state.migration(), state.version());
            events.put(state.migration(), new ArrayList<>());
        }
        jdbc.query(
                """
                SELECT migration_id, sequence, payload FROM saga_event
                WHERE migration_id = ANY (?::uuid[]) AND type NOT LIKE 'submitted%' ORDER BY migration_id, sequence
                """,
                row -> {
                    MigrationId migration = new MigrationId(row.getObject(1, UUID.class));
                    if (row.getLong(2) <= Objects.requireNonNull(versions.get(migration))) {
                        Objects.requireNonNull(events.get(migration))
                                .add(LockstepJson.messages().readValue(row.getString(3), SagaEvent.class));
                    }
                },
                (Object) JdbcCombinedStatement.texts(versions.keySet(), migration -> migration));
        return events;
    }

    private static TimelineEntry entry(ResultSet row) throws SQLException {
        JsonNode data = LockstepJson.messages().readTree(row.getString("payload"));
        if (data instanceof ObjectNode object) {
            object.remove("type");
        }
        return new TimelineEntry(
                row.getLong("sequence"),
                row.getString("type"),
                row.getTimestamp("at").toInstant(),
                LockstepJson.messages().readValue(row.getString("actor"), Actor.class),
                row.getString("reason"),
                data);
    }
}
