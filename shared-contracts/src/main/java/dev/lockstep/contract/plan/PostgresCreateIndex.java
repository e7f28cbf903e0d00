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
 * An index, built concurrently: reads and writes of the table go on meanwhile.
 *
 * @param table the table or materialized view
 * @param name the index's name; the index is created in the schema of its table
 * @param columns the keys of the index, in their order
 * @param unique whether two rows may not have the same key
 * @param method the access method; {@code btree} if absent
 * @param include columns that the index stores besides its keys
 * @param where an SQL predicate; the index then covers only rows for which it is true
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
            throw InvalidValue.in("columns", "columns is empty", "name at least one column or expression");
        }
        if (where != null && where.isBlank()) {
            throw InvalidValue.in("where", "where is blank", "write an SQL predicate, or remove where");
        }
        if (nullsNotDistinct && !unique) {
            throw InvalidValue.in(
                    "nullsNotDistinct",
                    "nullsNotDistinct is true, but unique is false; only a unique index compares nulls",
                    "add unique: true, or remove nullsNotDistinct");
        }
        this.with.forEach(PostgresCreateIndex::checkParameter);
    }

    private static void checkName(PostgresName name) {
        if (name.value().contains(".")) {
            throw InvalidValue.in(
                    "name",
                    "name is \"%s\"; a name without a schema is expected, because an index is in the schema of its table"
                            .formatted(name),
                    "write the name without its schema");
        }
    }

    private static void checkParameter(String parameter, JsonNode value) {
        if (parameter.isBlank() || value.isContainer() || value.isNull()) {
            throw InvalidValue.in(
                    "with",
                    "with has \"%s\": %s; a parameter with a number, a text, true or false is expected"
                            .formatted(parameter, value),
                    "write a parameter such as fillfactor: 70");
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
}
