package dev.lockstep.postgres.standalone;

import dev.lockstep.contract.plan.IndexColumn;
import dev.lockstep.contract.plan.PostgresCreateIndex;
import dev.lockstep.contract.plan.PostgresName;
import dev.lockstep.contract.plan.PostgresQualifiedName;
import dev.lockstep.postgres.target.SqlQuoting;
import dev.lockstep.sql.SqlExpression;
import dev.lockstep.worker.OperationFailed;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The SQL of {@code postgres.create-index}, with every name quoted and every expression in parentheses.
 *
 * @param prefix the part up to {@code INDEX}
 * @param name the quoted name of the index
 * @param suffix the part after the table
 */
public record CreateIndexStatement(String prefix, String name, String suffix) {
    /**
     * Composes the statement.
     *
     * @throws OperationFailed if an expression is not exactly one SQL expression
     */
    public static CreateIndexStatement of(PostgresCreateIndex operation) {
        return new CreateIndexStatement(
                operation.unique() ? "CREATE UNIQUE INDEX" : "CREATE INDEX",
                SqlQuoting.identifier(operation.name().value()),
                " USING %s (%s)%s%s%s%s"
                        .formatted(
                                SqlQuoting.identifier(operation.method().value()),
                                keys(operation.columns()),
                                include(operation.include()),
                                operation.nullsNotDistinct() ? " NULLS NOT DISTINCT" : "",
                                parameters(operation),
                                predicate(operation.where())));
    }

    /**
     * The statement that builds the index concurrently, without blocking reads or writes of the table.
     *
     * @param table the quoted name
     */
    public String concurrentSql(String table) {
        return "%s CONCURRENTLY %s ON %s%s".formatted(prefix, name, table, suffix);
    }

    /** The statement that builds the index in a transaction and blocks writes of the table. */
    String transactionalSql(String table) {
        return "%s %s ON %s%s".formatted(prefix, name, table, suffix);
    }

    /** The quoted form of a name with or without a schema. */
    static String quoted(PostgresQualifiedName name) {
        return name.parts().stream().map(SqlQuoting::identifier).collect(Collectors.joining("."));
    }

    private static String keys(List<IndexColumn> columns) {
        return IntStream.range(0, columns.size())
                .mapToObj(index -> key(columns.get(index), "columns[%d].expression".formatted(index)))
                .collect(Collectors.joining(", "));
    }

    private static String key(IndexColumn key, String field) {
        PostgresName column = key.column();
        return (column == null ? expression(key.expression(), field) : SqlQuoting.identifier(column.value()))
                + (key.collation() == null
                        ? ""
                        : " COLLATE " + SqlQuoting.identifier(key.collation().value()))
                + (key.opclass() == null ? "" : " " + quoted(key.opclass()))
                + order(key);
    }

    /** Omits ASC, which is the default, because access methods without an order refuse it. */
    private static String order(IndexColumn key) {
        String order =
                switch (key.order()) {
                    case ASC -> "";
                    case DESC -> " DESC";
                };
        return key.nulls() == null ? order : order + " NULLS " + key.nulls().name();
    }

    private static String include(List<PostgresName> columns) {
        return columns.isEmpty()
                ? ""
                : columns.stream()
                        .map(column -> SqlQuoting.identifier(column.value()))
                        .collect(Collectors.joining(", ", " INCLUDE (", ")"));
    }

    private static String parameters(PostgresCreateIndex operation) {
        return operation.with().isEmpty()
                ? ""
                : operation.with().entrySet().stream()
                        .map(parameter -> "%s = %s"
                                .formatted(
                                        SqlQuoting.identifier(parameter.getKey()),
                                        SqlQuoting.literal(parameter.getValue().asString())))
                        .collect(Collectors.joining(", ", " WITH (", ")"));
    }

    private static String predicate(@Nullable String where) {
        return where == null ? "" : " WHERE " + expression(where, "where");
    }

    private static String expression(@Nullable String text, String field) {
        SqlExpression parsed = SqlExpression.parse(text == null ? "" : text);
        parsed.violations().stream().findFirst().ifPresent(violation -> {
            throw OperationFailed.withoutEffect("expression-refused", "%s: %s".formatted(field, violation));
        });
        return "(" + parsed.text() + ")";
    }
}
