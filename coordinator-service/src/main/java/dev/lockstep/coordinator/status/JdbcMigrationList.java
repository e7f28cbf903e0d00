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
     * What to look for; what is absent is not looked at.
     *
     * @param label as {@code key:value}
     * @param after the last one of the page before
     */
    record Wanted(
            @Nullable String state,
            @Nullable String target,
            @Nullable String label,
            @Nullable String name,
            @Nullable UUID after,
            int limit) {}

    List<MigrationId> find(Wanted wanted) {
        StringBuilder sql = new StringBuilder("SELECT id FROM migration WHERE true");
        List<Object> values = new ArrayList<>();
        if (wanted.state() != null) {
            sql.append(" AND state = ?");
            values.add(wanted.state());
        }
        if (wanted.target() != null) {
            sql.append(" AND targets @> ARRAY[?::text]");
            values.add(wanted.target());
        }
        if (wanted.label() != null) {
            int colon = wanted.label().indexOf(':');
            sql.append(" AND labels @> jsonb_build_object(?::text, ?::text)");
            values.add(wanted.label().substring(0, colon));
            values.add(wanted.label().substring(colon + 1));
        }
        if (wanted.name() != null) {
            sql.append(" AND name = ?");
            values.add(wanted.name());
        }
        if (wanted.after() != null) {
            sql.append(" AND position < (SELECT position FROM migration WHERE id = ?)");
            values.add(wanted.after());
        }
        sql.append(" ORDER BY position DESC LIMIT ?");
        values.add(wanted.limit());
        return jdbc.query(
                sql.toString(), (row, _index) -> new MigrationId(row.getObject(1, UUID.class)), values.toArray());
    }
}
