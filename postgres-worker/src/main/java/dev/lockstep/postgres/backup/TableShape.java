package dev.lockstep.postgres.backup;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

    /** The columns that the table found must get: they are missing, differ, or come after such a column. */
    List<TableColumn> columnsToAdd(TableShape found) {
        return columns.subList(equalCount(kept(found)), columns.size());
    }

    /** The columns that the table found must lose. */
    List<TableColumn> columnsToDrop(TableShape found) {
        List<TableColumn> kept = kept(found);
        List<TableColumn> remaining = kept.subList(0, equalCount(kept));
        return found.columns.stream()
                .filter(column -> !remaining.contains(column))
                .toList();
    }

    private List<TableColumn> kept(TableShape found) {
        return found.columns.stream()
                .filter(column -> columns.stream().anyMatch(column::isSameAs))
                .toList();
    }

    private int equalCount(List<TableColumn> kept) {
        return (int) IntStream.range(0, Math.min(columns.size(), kept.size()))
                .takeWhile(i -> columns.get(i).isSameAs(kept.get(i)))
                .count();
    }
}
