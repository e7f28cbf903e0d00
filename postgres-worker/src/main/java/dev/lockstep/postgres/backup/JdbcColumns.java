package dev.lockstep.postgres.backup;

import dev.lockstep.postgres.backup.DatabaseDefinitions.Table;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.unit.CatalogObject;
import dev.lockstep.postgres.unit.ObjectStatement.Purpose;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Puts columns back in their order. PostgreSQL adds columns at the end only, so a column that is missing or differs is
 * created again together with those after it, in a table that is emptied before. The table itself stays, with its
 * owner, privileges, publications, and what refers to it.
 */
final class JdbcColumns {
    private final JdbcClient jdbc;
    private final JdbcObjectStatements statements;

    JdbcColumns(JdbcDispatchSession session) {
        this.jdbc = session.jdbc();
        this.statements = new JdbcObjectStatements(session);
    }

    /** Whether columns must be created, so that all rows must be written again. */
    static boolean mustBeCreated(List<Table> tables, Map<String, TableShape> found) {
        return tables.stream()
                .map(Table::shape)
                .anyMatch(wanted -> found.containsKey(wanted.name())
                        && !wanted.columnsToAdd(shapeOf(wanted, found)).isEmpty());
    }

    /**
     * Restores the columns of the tables; parents come before their children, which get the columns from them.
     *
     * @param found the tables as they are now, by their names
     */
    void restore(List<Table> tables, Map<String, TableShape> found, WantedObjects objects) {
        if (tables.stream().map(Table::shape).allMatch(wanted -> hasSameColumns(wanted, found))) {
            return;
        }
        tables.stream()
                .sorted(Comparator.comparing(table -> !table.shape().partitioned()))
                .forEach(table -> restore(table, objects));
    }

    private static boolean hasSameColumns(TableShape wanted, Map<String, TableShape> found) {
        TableShape shape = shapeOf(wanted, found);
        return wanted.columnsToAdd(shape).isEmpty()
                && wanted.columnsToDrop(shape).isEmpty();
    }

    private static TableShape shapeOf(TableShape wanted, Map<String, TableShape> found) {
        return Optional.ofNullable(found.get(wanted.name()))
                .orElseThrow(() ->
                        RestoreRefused.because("table " + wanted.name(), "it is missing and could not be created"));
    }

    private void restore(Table table, WantedObjects objects) {
        TableShape wanted = table.shape();
        TableShape found = shapeOf(wanted, JdbcTableShapes.named(jdbc, List.of(wanted.name())));
        List<TableColumn> added = wanted.columnsToAdd(found);
        if (!added.isEmpty()) {
            if (table.file() == null && !wanted.partitioned()) {
                throw RestoreRefused.because(
                        "column %s.%s".formatted(wanted.name(), added.getFirst().name()),
                        "its values are not in the backup");
            }
            statements.execute(
                    "table " + wanted.name(), (wanted.partitioned() ? "TRUNCATE " : "TRUNCATE ONLY ") + wanted.name());
        }
        wanted.columnsToDrop(found).stream()
                .filter(column -> !column.inherited())
                .forEach(column -> statements.execute(
                        objectOf(wanted, column),
                        "ALTER TABLE %s DROP COLUMN IF EXISTS %s CASCADE".formatted(wanted.name(), column.name())));
        for (TableColumn column : added) {
            CatalogObject object = objects.get(objectOf(wanted, column));
            if (object != null) {
                object.statements(Purpose.CREATE).forEach(sql -> statements.execute(object.object(), sql));
            }
        }
    }

    private static String objectOf(TableShape table, TableColumn column) {
        return "column %s.%s".formatted(table.name(), column.name());
    }
}
