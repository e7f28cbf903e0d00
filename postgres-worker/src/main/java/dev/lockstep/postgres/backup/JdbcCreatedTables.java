package dev.lockstep.postgres.backup;

import dev.lockstep.postgres.backup.DatabaseDefinitions.Relation;
import dev.lockstep.postgres.unit.CatalogAddress;
import dev.lockstep.postgres.unit.JdbcCatalogObjects;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables that the steps have created, which a restore drops with their rows. */
final class JdbcCreatedTables {
    private final JdbcClient jdbc;
    private final List<TableShape> tables;

    private JdbcCreatedTables(JdbcClient jdbc, List<TableShape> tables) {
        this.jdbc = jdbc;
        this.tables = tables;
    }

    /**
     * Finds the tables, without those that only got a new name.
     *
     * @param replaced the names of dropped tables; new tables with these names get the columns and rows of the dropped
     *     ones
     */
    static JdbcCreatedTables find(
            JdbcClient jdbc, JdbcCatalogObjects catalog, DatabaseDefinitions backup, Collection<String> replaced) {
        Set<Long> known = backup.relations().stream().map(Relation::oid).collect(Collectors.toSet());
        List<String> names = backup.created().stream()
                .filter(object -> object.startsWith("table "))
                .toList();
        List<Long> created = catalog.find(jdbc, names).values().stream()
                .map(CatalogAddress::oid)
                .filter(Predicate.not(known::contains))
                .toList();
        return new JdbcCreatedTables(
                jdbc,
                JdbcTableShapes.read(jdbc, created).values().stream()
                        .filter(table -> !replaced.contains(table.name()))
                        .toList());
    }

    Stream<TableShape> tables() {
        return tables.stream();
    }

    /** The number of rows that are lost when the tables are dropped. */
    RowDifferences rows() {
        String counts = tables.stream()
                .filter(table -> !table.partitioned())
                .map(table -> "(SELECT count(*) FROM ONLY %s)".formatted(table.name()))
                .collect(Collectors.joining(" + "));
        return counts.isEmpty()
                ? RowDifferences.NONE
                : new RowDifferences(
                        0, 0, 0, jdbc.sql("SELECT " + counts).query(Long.class).single());
    }

    List<String> notes() {
        return tables.stream()
                .map(table -> "the table %s, which the migration created, is dropped".formatted(table.name()))
                .toList();
    }
}
