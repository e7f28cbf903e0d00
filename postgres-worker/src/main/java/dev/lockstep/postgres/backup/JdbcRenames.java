package dev.lockstep.postgres.backup;

import dev.lockstep.postgres.backup.DatabaseDefinitions.Relation;
import dev.lockstep.postgres.backup.DatabaseDefinitions.Table;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.target.SqlQuoting;
import dev.lockstep.postgres.unit.CatalogObject;
import dev.lockstep.postgres.unit.JdbcCatalogObjects;
import dev.lockstep.postgres.unit.ObjectStatement.Purpose;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Gives relations and columns of the backup their names back, so that everything that belongs to them is kept. */
final class JdbcRenames {
    private static final String TEMPORARY = "lockstep_restore_%d";
    private static final String DIFFERENT =
            """
            SELECT wanted.*, n.nspname AS found_schema, c.relname AS found_name,
                   format('%I.%I', wanted.schema, wanted.name) AS qualified,
                   format('%I.%I', n.nspname, c.relname) AS found_qualified,
                   coalesce(to_regclass(format('%I.%I', wanted.schema, wanted.name))::oid::bigint, 0) AS occupant,
                   coalesce((SELECT d.refobjid::bigint FROM pg_depend d
                              WHERE c.relkind = 'S' AND d.classid = 'pg_class'::regclass AND d.objid = c.oid
                                AND d.deptype IN ('a', 'i') AND d.refclassid = 'pg_class'::regclass
                                AND d.refobjsubid > 0), 0) AS owner
              FROM unnest(CAST(:oids AS bigint[]), CAST(:kinds AS text[]), CAST(:schemas AS text[]),
                          CAST(:names AS text[])) AS wanted(oid, kind, schema, name)
              JOIN pg_class c ON c.oid = wanted.oid::oid AND c.relkind = wanted.kind::"char"
              JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE n.nspname <> wanted.schema OR c.relname <> wanted.name
             ORDER BY c.oid""";
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

    /**
     * A relation with another name than in the backup.
     *
     * @param owner the OID of the table that owns a sequence, which moves to another schema with its table; otherwise 0
     * @param occupant the OID of the relation that has the name of the backup now; 0 if there is none
     */
    private record Renaming(Relation wanted, Relation found, String name, String foundName, long owner, long occupant) {
        String temporary() {
            return TEMPORARY.formatted(wanted.oid());
        }

        boolean isInOtherSchema() {
            return !wanted.schema().equals(found.schema());
        }

        String object() {
            return switch (wanted.kind()) {
                case "S" -> "sequence " + name;
                case "i", "I" -> "index " + name;
                default -> "table " + name;
            };
        }
    }

    /** Temporary names allow that objects have exchanged their names. */
    Renamings undo() {
        List<Renaming> renamings = renamings();
        freeNames(renamings);
        renamings.forEach(
                renaming -> rename(renaming.found().schema(), renaming.found().name(), renaming.temporary()));
        move(renamings);
        renamings.forEach(renaming -> rename(
                renaming.wanted().schema(),
                renaming.temporary(),
                renaming.wanted().name()));
        SortedMap<String, String> earlier = new TreeMap<>();
        renamings.forEach(renaming -> earlier.put(renaming.object(), renaming.foundName()));
        earlier.putAll(undoColumns());
        return new Renamings(earlier);
    }

    private List<Renaming> renamings() {
        List<Relation> relations = backup.relations();
        return jdbc.sql(DIFFERENT)
                .param("oids", relations.stream().map(Relation::oid).toArray(Long[]::new))
                .param("kinds", relations.stream().map(Relation::kind).toArray(String[]::new))
                .param("schemas", relations.stream().map(Relation::schema).toArray(String[]::new))
                .param("names", relations.stream().map(Relation::name).toArray(String[]::new))
                .query((row, number) -> renaming(row))
                .list();
    }

    private static Renaming renaming(ResultSet row) throws SQLException {
        long oid = row.getLong("oid");
        String kind = row.getString("kind");
        return new Renaming(
                new Relation(oid, kind, row.getString("schema"), row.getString("name")),
                new Relation(oid, kind, row.getString("found_schema"), row.getString("found_name")),
                row.getString("qualified"),
                row.getString("found_qualified"),
                row.getLong("owner"),
                row.getLong("occupant"));
    }

    /** Indexes are always in the schema of their table, and owned sequences too. */
    private void move(List<Renaming> renamings) {
        List<Renaming> others = renamings.stream()
                .filter(Renaming::isInOtherSchema)
                .filter(renaming -> !INDEXES.contains(renaming.wanted().kind()))
                .toList();
        Set<Long> moved =
                others.stream().map(renaming -> renaming.wanted().oid()).collect(Collectors.toSet());
        others.stream()
                .filter(renaming -> !moved.contains(renaming.owner()))
                .forEach(renaming -> JdbcBackupTransaction.execute(
                        session,
                        "ALTER TABLE %s SET SCHEMA %s"
                                .formatted(
                                        qualified(renaming.found().schema(), renaming.temporary()),
                                        SqlQuoting.identifier(renaming.wanted().schema()))));
    }

    /** Drops objects that the steps have created under the names. */
    private void freeNames(List<Renaming> renamings) {
        Set<Long> known = backup.relations().stream().map(Relation::oid).collect(Collectors.toSet());
        List<Renaming> occupied = renamings.stream()
                .filter(renaming -> renaming.occupant() != 0 && !known.contains(renaming.occupant()))
                .toList();
        Collection<CatalogObject> occupants = catalog.read(
                        jdbc,
                        JdbcBackupTransaction.relations(occupied.stream()
                                        .map(Renaming::occupant)
                                        .toList())
                                .toList())
                .values();
        occupied.stream()
                .map(renaming -> created(renaming, occupants))
                .flatMap(occupant -> occupant.statements(Purpose.DROP))
                .forEach(sql -> JdbcBackupTransaction.execute(session, sql));
    }

    private CatalogObject created(Renaming renaming, Collection<CatalogObject> occupants) {
        return occupants.stream()
                .filter(object -> object.object().endsWith(" " + renaming.name()) && object.has(Purpose.DROP))
                .findFirst()
                .filter(object -> backup.created().contains(object.object()))
                .orElseThrow(() -> RestoreRefused.because(
                        renaming.name(),
                        "it is %s now, and its name belongs to another object that the steps did not create"
                                .formatted(renaming.foundName())));
    }

    private void rename(String schema, String from, String to) {
        JdbcBackupTransaction.execute(
                session, "ALTER TABLE %s RENAME TO %s".formatted(qualified(schema, from), SqlQuoting.identifier(to)));
    }

    private static String qualified(String schema, String name) {
        return SqlQuoting.identifier(schema) + "." + SqlQuoting.identifier(name);
    }

    /** A column keeps its number when it is renamed. */
    private Map<String, String> undoColumns() {
        Map<Long, TableShape> tables = JdbcTableShapes.read(
                jdbc, backup.tables().stream().map(table -> table.shape().oid()).toList());
        Map<String, String> earlier = new HashMap<>();
        for (Table table : backup.tables()) {
            TableShape found = tables.get(table.shape().oid());
            if (found != null) {
                List<ColumnRenaming> renamings = columnRenamings(table.shape(), found);
                undo(renamings, table.shape(), found);
                renamings.forEach(renaming -> earlier.put(
                        "column %s.%s".formatted(table.shape().name(), renaming.wanted()), renaming.found()));
            }
        }
        return earlier;
    }

    private void undo(List<ColumnRenaming> renamings, TableShape wanted, TableShape found) {
        renamings.stream()
                .flatMap(renaming -> found.columns().stream().filter(renaming::usesName))
                .distinct()
                .forEach(column -> renameColumn(wanted, column.name(), TEMPORARY.formatted(column.number())));
        renamings.forEach(renaming -> renameColumn(wanted, TEMPORARY.formatted(renaming.number()), renaming.wanted()));
    }

    private record ColumnRenaming(int number, String wanted, String found) {
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
                .map(column -> new ColumnRenaming(
                        column.number(), names.getOrDefault(column.number(), column.name()), column.name()))
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
