package dev.lockstep.postgres.backup;

import dev.lockstep.postgres.unit.CatalogObject;
import dev.lockstep.postgres.unit.ObjectStatement.Purpose;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Puts columns back in their order. PostgreSQL adds columns at the end only, so a column that is missing or differs is
 * created again together with those after it, in a table that is emptied before. The table itself stays, with its owner,
 * privileges, publications, and what refers to it.
 */
final class JdbcColumns {
    private final JdbcClient jdbc;
    private final JdbcStructure structure;

    JdbcColumns(JdbcClient jdbc, JdbcStructure structure) {
        this.jdbc = jdbc;
        this.structure = structure;
    }

    /** Whether columns must be created, so that all rows must be written again. */
    boolean mustBeCreated(TableShape wanted) {
        return JdbcTableShapes.find(jdbc, wanted.name())
                .map(found -> !JdbcTableRestore.columnsToAdd(wanted, found).isEmpty())
                .orElse(false);
    }

    /**
     * Restores the columns of one table; parents come before their children, which get the columns from them.
     *
     * @param hasRows whether the backup has the rows of the table
     */
    void restore(TableShape wanted, WantedObjects objects, boolean hasRows) {
        TableShape found = JdbcTableShapes.find(jdbc, wanted.name())
                .orElseThrow(() ->
                        RestoreRefused.because("table " + wanted.name(), "it is missing and could not be created"));
        List<TableColumn> added = JdbcTableRestore.columnsToAdd(wanted, found);
        if (!added.isEmpty()) {
            if (!hasRows) {
                throw RestoreRefused.because(
                        "column %s.%s".formatted(wanted.name(), added.getFirst().name()),
                        "its values are not in the backup");
            }
            structure.execute(
                    "table " + wanted.name(), (wanted.partitioned() ? "TRUNCATE " : "TRUNCATE ONLY ") + wanted.name());
        }
        JdbcTableRestore.columnsToDrop(wanted, found).stream()
                .filter(column -> !column.inherited())
                .forEach(column -> structure.execute(
                        objectOf(wanted, column),
                        "ALTER TABLE %s DROP COLUMN IF EXISTS %s CASCADE".formatted(wanted.name(), column.name())));
        for (TableColumn column : added) {
            CatalogObject object = objects.get(objectOf(wanted, column));
            if (object != null) {
                object.statements(Purpose.CREATE).forEach(sql -> structure.execute(object.object(), sql));
            }
        }
    }

    private static String objectOf(TableShape table, TableColumn column) {
        return "column %s.%s".formatted(table.name(), column.name());
    }
}
