package dev.lockstep.coordinator.status;

import dev.lockstep.contract.json.LockstepJson;
import dev.lockstep.contract.plan.TargetName;
import dev.lockstep.contract.protocol.MigrationId;
import dev.lockstep.coordinator.access.Caller;
import dev.lockstep.coordinator.access.Permission;
import dev.lockstep.coordinator.http.RequestParameters;
import dev.lockstep.coordinator.orchestration.JdbcMigrations;
import dev.lockstep.coordinator.saga.RunMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.core.type.TypeReference;

/** Finds the migrations that a caller may view, newest first. */
final class JdbcMigrationList {
    /** So many migrations are read for one page of a caller who may view only some of them. */
    private static final int WINDOW = 1_000;

    private static final int MAX_WORDS = 10;

    private final JdbcTemplate jdbc;

    JdbcMigrationList(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The conditions for the list. An absent condition does not restrict it.
     *
     * @param label the label in the form {@code key:value}
     * @param text words that all occur in the name, the description, the labels, the targets or the ids of the steps
     * @param since the earliest time of the submission
     * @param until the time before which the migration was submitted
     * @param after the position behind which the page starts, from the page before it
     */
    record Filter(
            @Nullable String state,
            @Nullable String target,
            @Nullable String label,
            @Nullable String name,
            @Nullable String text,
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable Long after,
            int limit) {}

    /**
     * A page of the list.
     *
     * @param next the position behind which the next page starts, absent on the last page. It can be that of a
     *     migration that the caller may not view, and says nothing about it
     */
    record Page(List<MigrationId> items, @Nullable Long next) {}

    private record Row(long position, MigrationId id, List<TargetName> targets, Map<String, String> labels) {}

    /**
     * Finds one page. For a caller who may view only some migrations it can have fewer items than the limit although
     * there are more pages.
     */
    Page find(Filter filter, Caller caller) {
        int window = caller.hasEverywhere(Permission.VIEW) ? filter.limit() : WINDOW;
        List<Row> rows = read(filter, window);
        List<MigrationId> items = new ArrayList<>();
        for (Row row : rows) {
            if (caller.may(Permission.VIEW, row.targets(), row.labels())) {
                items.add(row.id());
            }
            if (items.size() == filter.limit()) {
                return new Page(items, row.position());
            }
        }
        return new Page(items, rows.size() == window ? rows.getLast().position() : null);
    }

    private List<Row> read(Filter filter, int window) {
        StringBuilder sql = new StringBuilder("SELECT m.position, m.id, m.targets, m.labels FROM migration m");
        List<Object> values = new ArrayList<>();
        if (filter.target() != null) {
            sql.append(" JOIN migration_target t ON t.position = m.position AND t.target = ?");
            values.add(filter.target());
        }
        if (filter.label() != null) {
            int colon = filter.label().indexOf(':');
            sql.append(" JOIN migration_label l ON l.position = m.position AND l.key = ? AND l.value = ?");
            values.add(filter.label().substring(0, colon));
            values.add(filter.label().substring(colon + 1));
        }
        List<String> words = filter.text() == null ? List.of() : wordsOf(filter.text());
        for (int index = 0; index < words.size(); index++) {
            sql.append(" JOIN migration_word w%1$d ON w%1$d.position = m.position AND w%1$d.word = ?".formatted(index));
            values.add(words.get(index));
        }
        sql.append(filter.text() != null && words.isEmpty() ? " WHERE false" : " WHERE true");
        addConditions(filter, sql, values);
        sql.append(" ORDER BY m.position DESC LIMIT ?");
        values.add(window);
        return jdbc.query(sql.toString(), (row, _index) -> row(row), values.toArray());
    }

    private List<String> wordsOf(String text) {
        List<String> words =
                jdbc.queryForList("SELECT unnest(tsvector_to_array(to_tsvector('simple', ?)))", String.class, text);
        if (words.size() > MAX_WORDS) {
            throw RequestParameters.invalidQuery(
                    "text has %d words; at most %d are expected".formatted(words.size(), MAX_WORDS));
        }
        return words;
    }

    private static Row row(ResultSet row) throws SQLException {
        String[] targets = (String[]) row.getArray(3).getArray();
        return new Row(
                row.getLong(1),
                new MigrationId(row.getObject(2, UUID.class)),
                Arrays.stream(targets).map(TargetName::new).toList(),
                LockstepJson.messages().readValue(row.getString(4), new TypeReference<>() {}));
    }

    private static void addConditions(Filter filter, StringBuilder sql, List<Object> values) {
        if (filter.state() != null) {
            sql.append(" AND m.state = ?");
            values.add(filter.state());
        }
        if (filter.name() != null) {
            sql.append(" AND m.name = ANY (?::text[])");
            Stream<String> ofPlan =
                    Arrays.stream(RunMode.values()).map(mode -> JdbcMigrations.storedName(mode, filter.name()));
            values.add(Stream.concat(ofPlan, Stream.of(JdbcMigrations.contractName(filter.name())))
                    .toArray(String[]::new));
        }
        if (filter.since() != null) {
            sql.append(" AND m.submitted_at >= ?");
            values.add(Timestamp.from(filter.since()));
        }
        if (filter.until() != null) {
            sql.append(" AND m.submitted_at < ?");
            values.add(Timestamp.from(filter.until()));
        }
        if (filter.after() != null) {
            sql.append(" AND m.position < ?");
            values.add(filter.after());
        }
    }
}
