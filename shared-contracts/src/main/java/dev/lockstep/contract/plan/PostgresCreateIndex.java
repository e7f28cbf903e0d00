package dev.lockstep.contract.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonTypeName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Builds an index concurrently: reads and writes of the table continue during the build.
 *
 * @param table the table or materialized view
 * @param name the index's name; the index is created in the schema of its table
 * @param columns the columns and expressions that the index sorts by, in this order
 * @param unique whether the index refuses two rows with the same values
 * @param method the access method; the default is {@code btree}
 * @param include additional columns that the index stores but does not sort by
 * @param where an SQL condition; the index covers only the rows that meet it; absent means all rows
 * @param with storage parameters by name, such as {@code fillfactor}
 * @param nullsNotDistinct whether nulls count as equal in a unique index; PostgreSQL 15 or newer
 */
@JsonTypeName(PostgresCreateIndex.TYPE)
public record PostgresCreateIndex(
        @JsonProperty(required = true) PostgresQualifiedName table,
        @JsonProperty(required = true) PostgresName name,
        @JsonProperty(required = true) List<IndexColumn> columns,
        boolean unique,
        PostgresName method,
        List<PostgresName> include,
        @Nullable String where,
        Map<String, JsonNode> with,
        boolean nullsNotDistinct)
        implements PostgresOperation {
    public static final String TYPE = "postgres.create-index";
    private static final PostgresName BTREE = new PostgresName("btree");

    public PostgresCreateIndex(
            PostgresQualifiedName table,
            PostgresName name,
            List<IndexColumn> columns,
            boolean unique,
            @Nullable PostgresName method,
            @Nullable List<PostgresName> include,
            @Nullable String where,
            @Nullable Map<String, JsonNode> with,
            boolean nullsNotDistinct) {
        this.table = table;
        this.name = name;
        this.columns = List.copyOf(columns);
        this.unique = unique;
        this.method = method == null ? BTREE : method;
        this.include = include == null ? List.of() : List.copyOf(include);
        this.where = where;
        this.with = with == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(with));
        this.nullsNotDistinct = nullsNotDistinct;
        checkName(name);
        if (columns.isEmpty()) {
            throw InvalidValue.in(
                    "columns", "operation.columns is empty", "write at least one column, such as columns: [status]");
        }
        if (where != null && where.isBlank()) {
            throw InvalidValue.in(
                    "where", "operation.where is blank", "write an SQL condition such as points > 0, or remove where");
        }
        if (nullsNotDistinct && !unique) {
            throw InvalidValue.in(
                    "nullsNotDistinct",
                    "operation.nullsNotDistinct is true, but operation.unique is false",
                    "add unique: true, or remove nullsNotDistinct");
        }
        this.with.forEach(PostgresCreateIndex::checkParameter);
    }

    private static void checkName(PostgresName name) {
        if (name.value().contains(".")) {
            throw InvalidValue.in(
                    "name",
                    "operation.name is \"%s\", which contains a dot".formatted(name),
                    "write the name without a schema: PostgreSQL creates the index in the schema of its table");
        }
    }

    private static void checkParameter(String parameter, JsonNode value) {
        if (parameter.isBlank()) {
            throw InvalidValue.in(
                    "with",
                    "operation.with contains a parameter with a blank name",
                    "write the name of a storage parameter, such as fillfactor");
        }
        if (value.isContainer() || value.isNull()) {
            throw InvalidValue.in(
                    "with",
                    "operation.with.%s is %s; a number, a string or a boolean is expected"
                            .formatted(parameter, JsonDescription.typeOf(value)),
                    "write a single value, such as fillfactor: 70");
        }
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public PostgresCreateIndex resolve(Placeholders placeholders) {
        return this;
    }

    @Override
    public boolean isDoneUnitByUnit() {
        return false;
    }
}
