package dev.lockstep.coordinator.status;

import dev.lockstep.contract.protocol.MigrationId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Finds migrations, newest first. */
final class JdbcMigrationList {
    private final JdbcTemplate jdbc;

    JdbcMigrationList(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The conditions for the list. An absent condition does not restrict it.
     *
     * @param label the label in the form {@code key:value}
     * @param after the last migration of the previous page
     */
    record Filter(
            @Nullable String state,
            @Nullable String target,
            @Nullable String label,
            @Nullable String name,
            @Nullable UUID after,
            int limit) {}

    List<MigrationId> find(Filter filter) {
        StringBuilder sql = new StringBuilder("SELECT m.id FROM migration m");
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
        sql.append(" WHERE true");
        addConditions(filter, sql, values);
        sql.append(" ORDER BY m.position DESC LIMIT ?");
        values.add(filter.limit());
        return jdbc.query(
                sql.toString(), (row, _index) -> new MigrationId(row.getObject(1, UUID.class)), values.toArray());
    }

    private static void addConditions(Filter filter, StringBuilder sql, List<Object> values) {
        if (filter.state() != null) {
            sql.append(" AND m.state = ?");
            values.add(filter.state());
        }
        if (filter.name() != null) {
            sql.append(" AND m.name = ?");
            values.add(filter.name());
        }
        if (filter.after() != null) {
            sql.append(" AND m.position < (SELECT position FROM migration WHERE id = ?)");
            values.add(filter.after());
        }
    }
}
