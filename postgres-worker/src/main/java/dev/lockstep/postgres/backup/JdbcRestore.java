package dev.lockstep.postgres.backup;

import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.postgres.journal.JdbcLastRestore;
import dev.lockstep.postgres.script.JdbcSchemaHistory;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.unit.JdbcCatalogObjects;
import dev.lockstep.worker.BackupReader;
import dev.lockstep.worker.DispatchSuperseded;
import dev.lockstep.worker.FinishedRestore;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.TargetBackups.RestoreMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One attempt of a restore, in one transaction. */
final class JdbcRestore {
    private static final String LATER_WRITES =
            "the journal of PostgreSQL has no rows, so later writes of applications cannot be told apart"
                    + " from the changes of the migration; the samples are rows that differ from the backup";

    private final JdbcDispatchSession session;
    private final JdbcClient jdbc;
    private final BackupReader reader;
    private final DatabaseDefinitions backup;
    private final JdbcCatalogObjects catalog;
    private final JdbcStructure structure;

    private JdbcRestore(JdbcDispatchSession session, BackupReader reader, DatabaseDefinitions backup) {
        JdbcSchemaHistory history = JdbcSchemaHistory.of(session);
        this.session = session;
        this.jdbc = session.jdbc();
        this.reader = reader;
        this.backup = backup;
        this.catalog = history.catalog().objects();
        this.structure =
                new JdbcStructure(session, catalog, backup, history.catalog().equivalence(session));
    }

    static RestoreResult run(JdbcDispatchSession session, BackupReader reader, RestoreMode mode) {
        DatabaseDefinitions backup = reader.file(DatabaseDefinitions.FILE, DatabaseDefinitions::readFrom);
        return switch (mode) {
            case DRY_RUN ->
                session.inRolledBackTransaction(_ -> new JdbcRestore(session, reader, backup).restore(true));
            case WRITE -> session.inTransactionWithoutNewerDispatch(_ -> restoreOnce(session, reader, backup));
        };
    }

    /** The fence is locked, so a repetition that runs beside the restore waits until that one has ended. */
    private static RestoreResult restoreOnce(
            JdbcDispatchSession session, BackupReader reader, DatabaseDefinitions backup) {
        StepContext context = session.context();
        if (JdbcLastRestore.read(session.jdbc())
                .filter(ended -> ended.isNotBelow(context.dispatch()))
                .isPresent()) {
            throw new DispatchSuperseded(
                    context.key(), context.dispatch(), "this restore or a later one has ended on another worker");
        }
        RestoreResult result = new JdbcRestore(session, reader, backup).restore(false);
        JdbcLastRestore.write(session.jdbc(), FinishedRestore.of(context, result));
        return result;
    }

    private RestoreResult restore(boolean isDryRun) {
        JdbcBackupTransaction.start(session);
        JdbcCreatedTables created = lockTables();
        RowDifferences lost = created.rows();
        List<String> notes = new ArrayList<>(List.of(LATER_WRITES));
        notes.addAll(created.notes());
        Renamings renamings = new JdbcRenames(session, catalog, backup).undo();
        notes.addAll(renamings.notes());
        WantedObjects wanted = structure.drop(renamings.objects());
        structure.createForRows(wanted);
        JdbcRowRestore rows = new JdbcRowRestore(session, backup, structure);
        rows.restore(reader, wanted);
        notes.addAll(rows.notes());
        if (structure.restoredCount() > 0 || !rows.total().isEmpty()) {
            structure.complete(wanted);
        }
        int sequences = new JdbcSequenceRestore(session, backup).restore();
        RowDifferences total = rows.total().plus(lost);
        return new RestoreResult(
                isDryRun,
                total.equal(),
                total.recreated(),
                total.replaced(),
                total.removed(),
                null,
                rows.samples(),
                Map.of("definitions", (long) structure.restoredCount(), "sequences", (long) sequences),
                notes);
    }

    /** Takes the strongest lock on all tables before anything else, in the order of their OIDs. */
    private JdbcCreatedTables lockTables() {
        Map<Long, TableShape> existing = JdbcTableShapes.read(
                jdbc, backup.tables().stream().map(table -> table.shape().oid()).toList());
        List<String> replaced = backup.tables().stream()
                .map(DatabaseDefinitions.Table::shape)
                .filter(wanted -> !existing.containsKey(wanted.oid()))
                .map(TableShape::name)
                .toList();
        JdbcCreatedTables created = JdbcCreatedTables.find(jdbc, catalog, backup, replaced);
        SortedMap<Long, String> tables = new TreeMap<>();
        Stream.of(existing.values().stream(), JdbcTableShapes.named(jdbc, replaced).values().stream(), created.tables())
                .flatMap(found -> found)
                .forEach(found -> tables.put(found.oid(), found.name()));
        if (!tables.isEmpty()) {
            JdbcBackupTransaction.execute(
                    session, "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE".formatted(String.join(", ", tables.values())));
        }
        return created;
    }
}
