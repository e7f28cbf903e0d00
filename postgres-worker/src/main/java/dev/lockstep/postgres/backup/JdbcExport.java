package dev.lockstep.postgres.backup;

import dev.lockstep.postgres.backup.DatabaseDefinitions.Relation;
import dev.lockstep.postgres.backup.DatabaseDefinitions.Table;
import dev.lockstep.postgres.script.JdbcSchemaHistory;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.unit.CatalogAddress;
import dev.lockstep.postgres.unit.CatalogObject;
import dev.lockstep.postgres.unit.JdbcCatalogObjects;
import dev.lockstep.worker.BackupWriter;
import dev.lockstep.worker.OperationFailed;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.postgresql.PGConnection;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes definitions and rows of what the steps touch, as they are in one snapshot. */
final class JdbcExport {
    private static final String SNAPSHOT = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
    private static final String RELATIONS =
            """
            SELECT c.oid::bigint, c.relkind::text, n.nspname, c.relname
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.oid = ANY (CAST(:oids AS oid[])) ORDER BY 1""";

    private final JdbcDispatchSession session;
    private final JdbcCatalogObjects catalog;
    private final String history;
    private final BackupWriter backup;
    private final JdbcSequenceValues sequences;
    private long rows;

    /** @param sequences the values of sequences before and after the trial */
    JdbcExport(
            JdbcDispatchSession session, JdbcSchemaHistory history, BackupWriter backup, JdbcSequenceValues sequences) {
        this.session = session;
        this.catalog = history.catalog().objects();
        this.history = history.table();
        this.backup = backup;
        this.sequences = sequences;
    }

    /** Writes the files of what the trial has found. */
    void write(TouchedNames names) {
        TouchedObjects touched = session.inRolledBackTransaction(jdbc -> find(jdbc, names));
        session.inRolledBackTransaction(jdbc -> writeSnapshot(jdbc, names, touched));
    }

    private TouchedObjects find(JdbcClient jdbc, TouchedNames names) {
        JdbcBackupTransaction.start(session);
        return new JdbcTouchedObjects(jdbc, catalog, history).find(names);
    }

    /**
     * The tables are locked against changes of their definitions before the snapshot is taken, because the server prints
     * definitions as they are committed last.
     */
    private DatabaseDefinitions writeSnapshot(JdbcClient jdbc, TouchedNames names, TouchedObjects before) {
        List<String> tables =
                session
                        .readCatalog(reader ->
                                JdbcTableShapes.read(reader, before.tables().keySet()))
                        .values()
                        .stream()
                        .map(TableShape::name)
                        .sorted()
                        .toList();
        JdbcBackupTransaction.execute(session, SNAPSHOT);
        if (!tables.isEmpty()) {
            JdbcBackupTransaction.execute(
                    session, "LOCK TABLE %s IN ACCESS SHARE MODE".formatted(String.join(", ", tables)));
        }
        TouchedObjects touched = find(jdbc, names);
        if (!touched.equals(before)) {
            throw OperationFailed.retriable(
                    "catalog-changing", "another session has created or dropped objects that the steps touch");
        }
        return writeFiles(jdbc, touched);
    }

    private DatabaseDefinitions writeFiles(JdbcClient jdbc, TouchedObjects touched) {
        Set<CatalogAddress> addresses = new HashSet<>(catalog.ownedBy(
                jdbc, JdbcBackupTransaction.relations(touched.tables().keySet()).toList()));
        addresses.addAll(touched.others());
        JdbcBackupTransaction.relations(touched.sequences()).forEach(addresses::add);
        List<CatalogObject> objects = List.copyOf(catalog.read(jdbc, addresses).values());
        List<Table> tables =
                writeTables(touched, JdbcTableShapes.read(jdbc, touched.tables().keySet()));
        List<Relation> relations = relations(jdbc, addresses);
        DatabaseDefinitions definitions = new DatabaseDefinitions(
                DatabaseDefinitions.FORMAT,
                tables,
                sequences.choose(jdbc, relations),
                relations,
                objects,
                touched.created());
        backup.file(DatabaseDefinitions.FILE, definitions::writeTo);
        backup.file(DatabaseDefinitions.SCRIPT, file -> {
            file.write(DefinitionsScript.of(definitions).getBytes(StandardCharsets.UTF_8));
            return 0;
        });
        backup.tool(new JdbcDump(session, jdbc, tables), session.context());
        return definitions;
    }

    private List<Table> writeTables(TouchedObjects touched, Map<Long, TableShape> shapes) {
        List<Table> tables = new ArrayList<>();
        touched.tables().forEach((oid, hasRows) -> {
            TableShape shape = shapes.get(oid);
            if (shape != null && hasRows && !shape.partitioned()) {
                String file = "table-%04d.copy.gz".formatted(tables.size() + 1);
                long before = rows;
                backup.file(file, out -> copy(shape, out));
                tables.add(new Table(shape, file, rows - before));
            } else if (shape != null) {
                tables.add(new Table(shape, null, 0));
            }
        });
        return tables;
    }

    private long copy(TableShape table, OutputStream file) throws IOException {
        String sql = "COPY (SELECT %s FROM ONLY %s) TO STDOUT".formatted(table.storedNames(), table.name());
        try {
            long copied = session.connection()
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut(sql, new ProgressStream(file, session.context(), rows));
            rows += copied;
            return copied;
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("cannot copy the rows of " + table.name(), e);
        }
    }

    private static List<Relation> relations(JdbcClient jdbc, Collection<CatalogAddress> addresses) {
        return jdbc.sql(RELATIONS)
                .param(
                        "oids",
                        addresses.stream()
                                .filter(address -> address.catalog().equals("pg_class"))
                                .map(CatalogAddress::oid)
                                .toArray(Long[]::new))
                .query((row, number) ->
                        new Relation(row.getLong(1), row.getString(2), row.getString(3), row.getString(4)))
                .list();
    }
}
