package dev.lockstep.postgres.backup;

import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.contract.protocol.RestoreResult.LaterWrite;
import dev.lockstep.postgres.backup.DatabaseDefinitions.Table;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.worker.BackupReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows and columns of all tables of a backup. */
final class JdbcRowRestore {
    private final JdbcDispatchSession session;
    private final JdbcClient jdbc;
    private final DatabaseDefinitions backup;
    private final JdbcStructure structure;
    private final List<LaterWrite> samples = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private RowDifferences total = RowDifferences.NONE;

    JdbcRowRestore(JdbcDispatchSession session, DatabaseDefinitions backup, JdbcStructure structure) {
        this.session = session;
        this.jdbc = session.jdbc();
        this.backup = backup;
        this.structure = structure;
    }

    /** How the rows differed from the backup. */
    RowDifferences total() {
        return total;
    }

    /** Keys of rows that differed. */
    List<LaterWrite> samples() {
        return List.copyOf(samples);
    }

    List<String> notes() {
        return List.copyOf(notes);
    }

    /** Compares all rows, and writes those that differ; all rows of all tables if a column must be created again. */
    void restore(BackupReader reader, WantedObjects wanted) {
        Map<String, TableShape> found = shapes();
        List<JdbcTableRestore> tables = load(reader, found);
        List<JdbcTableRestore> different = tables.stream().filter(this::differs).toList();
        boolean isRebuilt = JdbcColumns.mustBeCreated(backup.tables(), found);
        List<JdbcTableRestore> written = isRebuilt ? tables : different;
        JdbcTableGuards guards = new JdbcTableGuards(session);
        guards.disable(oids(isRebuilt ? backup.tableNames().stream() : names(written), found));
        new JdbcColumns(session).restore(backup.tables(), found, wanted);
        structure.allowNulls(wanted);
        if (!written.isEmpty()) {
            Map<String, TableShape> restored = shapes();
            written.forEach(table -> table.columnsAre(restored));
        }
        written.forEach(JdbcTableRestore::write);
        guards.enable();
        written.forEach(JdbcTableRestore::verify);
    }

    private Map<String, TableShape> shapes() {
        return JdbcTableShapes.named(jdbc, backup.tableNames());
    }

    private static Stream<String> names(List<JdbcTableRestore> tables) {
        return tables.stream().map(table -> table.wanted().name());
    }

    private static List<Long> oids(Stream<String> names, Map<String, TableShape> found) {
        return names.map(found::get)
                .filter(Objects::nonNull)
                .map(TableShape::oid)
                .toList();
    }

    private List<JdbcTableRestore> load(BackupReader reader, Map<String, TableShape> found) {
        List<JdbcTableRestore> tables = new ArrayList<>();
        for (Table table : backup.tables()) {
            if (table.file() != null) {
                JdbcTableRestore restore = new JdbcTableRestore(session, table, tables.size() + 1, found);
                restore.load(reader);
                tables.add(restore);
            }
        }
        return tables;
    }

    private boolean differs(JdbcTableRestore table) {
        RowDifferences differences = table.compare();
        total = total.plus(differences);
        if (!differences.isEmpty()) {
            addSamples(table);
        }
        return !differences.isEmpty();
    }

    private void addSamples(JdbcTableRestore table) {
        samples.addAll(table.samples(
                RestoreResult.SAMPLE_SIZE - samples.size(),
                session.connections().settings().masking()));
        if (!table.canSample()) {
            notes.add("rows of %s are not among the samples, because it has no primary key, or had another one"
                    .formatted(table.wanted().name()));
        }
    }
}
