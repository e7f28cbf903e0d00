package dev.lockstep.postgres.backup;

import dev.lockstep.postgres.backup.DatabaseDefinitions.Relation;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.target.SqlQuoting;
import dev.lockstep.postgres.unit.CatalogObject;
import dev.lockstep.postgres.unit.JdbcCatalogObjects;
import dev.lockstep.postgres.unit.ObjectStatement.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Gives relations and columns of the backup their names back, so that everything that belongs to them is kept. */
final class JdbcRenames {
    private static final String TEMPORARY = "lockstep_restore_%d";
    private static final Set<String> INDEXES = Set.of("i", "I");

    private final JdbcDispatchSession session;
    private final JdbcClient jdbc;
    private final JdbcCatalogObjects catalog;
    private final DatabaseDefinitions backup;

    JdbcRenames(JdbcDispatchSession session, JdbcCatalogObjects catalog, DatabaseDefinitions backup) {
        this.session = session;
        this.jdbc = session.jdbc();
        this.catalog = catalog;
        this.backup = backup;
    }

    private record Renaming(Relation wanted, Relation found) {
        String temporary() {
            return TEMPORARY.formatted(wanted.oid());
        }

        boolean isMoved() {
            return !wanted.schema().equals(found.schema()) && !INDEXES.contains(wanted.kind());
        }
    }

    void undo() {
        List<Renaming> renamings = renamings();
        renamings.forEach(this::freeName);
        renamings.forEach(
                renaming -> rename(renaming.found().schema(), renaming.found().name(), renaming.temporary()));
        for (Renaming renaming : renamings) {
            if (renaming.isMoved()) {
                JdbcBackupTransaction.execute(
                        session,
                        "ALTER TABLE %s SET SCHEMA %s"
                                .formatted(
                                        qualified(renaming.found().schema(), renaming.temporary()),
                                        SqlQuoting.identifier(renaming.wanted().schema())));
            }
            rename(
                    renaming.wanted().schema(),
                    renaming.temporary(),
                    renaming.wanted().name());
        }
        backup.tables().forEach(table -> undoColumns(table.shape()));
    }

    private List<Renaming> renamings() {
        Map<Long, Relation> found = jdbc
                .sql(
                        """
                        SELECT c.oid::bigint, c.relkind::text, n.nspname, c.relname
                          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                         WHERE c.oid = ANY (CAST(:oids AS oid[]))""")
                .param("oids", backup.relations().stream().map(Relation::oid).toArray(Long[]::new))
                .query((row, number) ->
                        new Relation(row.getLong(1), row.getString(2), row.getString(3), row.getString(4)))
                .list()
                .stream()
                .collect(Collectors.toMap(Relation::oid, Function.identity()));
        List<Renaming> renamings = new ArrayList<>();
        for (Relation wanted : backup.relations()) {
            Relation other = found.get(wanted.oid());
            if (other != null && other.kind().equals(wanted.kind()) && !other.equals(wanted)) {
                renamings.add(new Renaming(wanted, other));
            }
        }
        return renamings;
    }

    /** Drops an object that the steps have created under the name. */
    private void freeName(Renaming renaming) {
        String name = jdbc.sql("SELECT format('%I.%I', :schema, :name)")
                .param("schema", renaming.wanted().schema())
                .param("name", renaming.wanted().name())
                .query(String.class)
                .single();
        Optional<Long> occupant = jdbc.sql(
                        "SELECT to_regclass(:name)::oid::bigint WHERE to_regclass(:name) IS NOT NULL")
                .param("name", name)
                .query(Long.class)
                .optional();
        Set<Long> known = backup.relations().stream().map(Relation::oid).collect(Collectors.toSet());
        if (occupant.isEmpty() || known.contains(occupant.get())) {
            return;
        }
        CatalogObject other =
                catalog
                        .read(
                                jdbc,
                                JdbcBackupTransaction.relations(List.of(occupant.get()))
                                        .toList())
                        .values()
                        .stream()
                        .filter(object -> object.object().endsWith(" " + name) && object.has(Purpose.DROP))
                        .findFirst()
                        .filter(object -> backup.created().contains(object.object()))
                        .orElseThrow(() -> RestoreRefused.because(
                                name,
                                "it is %s now, and its name belongs to another object that the steps did not create"
                                        .formatted(qualified(
                                                renaming.found().schema(),
                                                renaming.found().name()))));
        other.statements(Purpose.DROP).forEach(sql -> JdbcBackupTransaction.execute(session, sql));
    }

    private void rename(String schema, String from, String to) {
        JdbcBackupTransaction.execute(
                session, "ALTER TABLE %s RENAME TO %s".formatted(qualified(schema, from), SqlQuoting.identifier(to)));
    }

    private static String qualified(String schema, String name) {
        return SqlQuoting.identifier(schema) + "." + SqlQuoting.identifier(name);
    }

    /** A column keeps its number when it is renamed. */
    private void undoColumns(TableShape wanted) {
        TableShape found = JdbcTableShapes.read(jdbc, List.of(wanted.oid())).get(wanted.oid());
        if (found == null || !found.name().equals(wanted.name())) {
            return;
        }
        List<ColumnRenaming> renamings = columnRenamings(wanted, found);
        renamings.stream()
                .flatMap(renaming -> found.columns().stream().filter(renaming::usesName))
                .distinct()
                .forEach(column -> renameColumn(wanted, column.name(), TEMPORARY.formatted(column.number())));
        renamings.forEach(renaming -> renameColumn(wanted, TEMPORARY.formatted(renaming.number()), renaming.wanted()));
    }

    private record ColumnRenaming(int number, String wanted) {
        /** Whether the column is the renamed one, or has its name now. */
        boolean usesName(TableColumn column) {
            return column.number() == number || column.name().equals(wanted);
        }
    }

    private static List<ColumnRenaming> columnRenamings(TableShape wanted, TableShape found) {
        Map<Integer, String> names =
                wanted.columns().stream().collect(Collectors.toMap(TableColumn::number, TableColumn::name));
        return found.columns().stream()
                .filter(column -> !column.inherited())
                .map(column -> new ColumnRenaming(column.number(), names.getOrDefault(column.number(), column.name())))
                .filter(renaming -> found.columns().stream()
                        .noneMatch(column -> column.number() == renaming.number()
                                && column.name().equals(renaming.wanted())))
                .toList();
    }

    private void renameColumn(TableShape table, String from, String to) {
        JdbcBackupTransaction.execute(
                session, "ALTER TABLE %s RENAME COLUMN %s TO %s".formatted(table.name(), from, to));
    }
}
