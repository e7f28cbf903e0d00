package dev.lockstep.postgres.backup;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table with its columns.
 *
 * @param name the qualified name, quoted if necessary
 * @param partitioned whether it is partitioned, so that only its partitions have rows
 * @param columns in the order of the table
 * @param key the columns of the primary key; empty if it has none
 */
record TableShape(
        @JsonProperty(required = true) long oid,
        @JsonProperty(required = true) String name,
        @JsonProperty(required = true) boolean partitioned,
        @JsonProperty(required = true) List<TableColumn> columns,
        @JsonProperty(required = true) List<String> key) {
    TableShape {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    /** The columns that have stored values. */
    List<TableColumn> stored() {
        return columns.stream().filter(column -> !column.isGenerated()).toList();
    }

    String storedNames() {
        return stored().stream().map(TableColumn::name).collect(Collectors.joining(", "));
    }
}
