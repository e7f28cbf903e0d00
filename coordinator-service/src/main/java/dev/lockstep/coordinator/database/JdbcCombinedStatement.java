package dev.lockstep.coordinator.database;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

/**
 * One statement that changes several tables, each part in a common table expression: one round trip for all parts.
 *
 * <p>Every part sees the rows as they were before the statement. Two parts must therefore never change the same row.
 */
public final class JdbcCombinedStatement {
    private final List<String> parts = new ArrayList<>();
    private final List<Object> arguments = new ArrayList<>();

    /**
     * Adds a part.
     *
     * @param name the name by which other parts and the final query can refer to the returned rows
     * @param sql a statement with a placeholder for each argument
     */
    public JdbcCombinedStatement add(String name, String sql, Object... values) {
        parts.add("%s AS (%s)".formatted(name, sql.strip()));
        arguments.addAll(Arrays.asList(values));
        return this;
    }

    /** Executes all parts and returns the row of a final query. */
    public <T> T execute(JdbcTemplate jdbc, String query, RowMapper<T> mapper) {
        String sql = "WITH " + String.join(",\n", parts) + "\n" + query;
        return Objects.requireNonNull(jdbc.queryForObject(sql, mapper, arguments.toArray()));
    }

    /** A column of rows as the texts of its values, for {@code unnest}. */
    public static <T> String[] texts(Collection<T> rows, Function<T, @Nullable Object> value) {
        return rows.stream()
                .map(row -> {
                    Object column = value.apply(row);
                    return column == null ? null : column.toString();
                })
                .toArray(String[]::new);
    }

    /** A column of rows as numbers, for {@code unnest}. */
    public static <T> Long[] numbers(Collection<T> rows, Function<T, @Nullable Long> value) {
        return rows.stream().map(value).toArray(Long[]::new);
    }
}
