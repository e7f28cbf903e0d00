package dev.lockstep.postgres.backup;

import dev.lockstep.contract.protocol.RestoreResult;
import dev.lockstep.contract.protocol.RestoreResult.LaterWrite;
import dev.lockstep.postgres.backup.DatabaseDefinitions.Sequence;
import dev.lockstep.postgres.backup.DatabaseDefinitions.Table;
import dev.lockstep.postgres.journal.JdbcLastRestore;
import dev.lockstep.postgres.script.JdbcSchemaHistory;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.unit.CatalogAddress;
import dev.lockstep.postgres.unit.JdbcCatalogObjects;
import dev.lockstep.worker.BackupReader;
import dev.lockstep.worker.DispatchSuperseded;
import dev.lockstep.worker.FinishedRestore;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.TargetBackups.RestoreMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One attempt of a restore, in one transaction. */
final class JdbcRestore {
    private static final String LATER_WRITES =
            "the journal of PostgreSQL has no rows, so later writes of applications cannot be told apart from the changes of the migration; the samples are rows that differ from the backup";

    private final JdbcDispatchSession session;
    private final JdbcClient jdbc;
    private final BackupReader reader;
    private final DatabaseDefinitions backup;
    private final JdbcCatalogObjects catalog;
    private final JdbcStructure structure;
    private final List<LaterWrite> samples = new ArrayList<>();
    private final List<String> notes = new ArrayList<>(List.of(LATER_WRITES));
    private RowDifferences total = RowDifferences.NONE;

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
        lockTables();
        countCreatedTables();
        new JdbcRenames(session, catalog, backup).undo();
        WantedObjects wanted = structure.drop();
        structure.createForRows(wanted);
        restoreRows(wanted);
        if (structure.restoredCount() > 0 || !total.isEmpty()) {
            structure.complete(wanted);
        }
        int sequences = restoreSequences();
        return new RestoreResult(
                isDryRun,
                total.equal(),
                total.recreated(),
                total.replaced(),
                total.removed(),
                null,
                samples,
                Map.of("definitions", (long) structure.restoredCount(), "sequences", (long) sequences),
                notes);
    }

    /** Takes the strongest lock on all tables before anything else, in the order of their OIDs. */
    private void lockTables() {
        SortedMap<Long, String> tables = new TreeMap<>();
        for (Table table : backup.tables()) {
            Optional.ofNullable(JdbcTableShapes.read(jdbc, List.of(table.shape().oid()))
                            .get(table.shape().oid()))
                    .or(() -> JdbcTableShapes.find(jdbc, table.shape().name()))
                    .ifPresent(found -> tables.put(found.oid(), found.name()));
        }
        createdTables().forEach(table -> tables.put(table.oid(), table.name()));
        if (!tables.isEmpty()) {
            JdbcBackupTransaction.execute(
                    session, "LOCK TABLE %s IN ACCESS EXCLUSIVE MODE".formatted(String.join(", ", tables.values())));
        }
    }

    /** Tables that the steps have created, without those that only got a new name. */
    private List<TableShape> createdTables() {
        Set<Long> known = new HashSet<>();
        backup.relations().forEach(relation -> known.add(relation.oid()));
        List<Long> created = catalog
                .find(
                        jdbc,
                        backup.created().stream()
                                .filter(object -> object.startsWith("table "))
                                .toList())
                .values()
                .stream()
                .map(CatalogAddress::oid)
                .filter(oid -> !known.contains(oid))
                .toList();
        return JdbcTableShapes.read(jdbc, created).values().stream()
                .filter(table -> !replacesDroppedTable(table))
                .toList();
    }

    /** Whether a table of the backup was dropped and created again: it gets its columns and rows back. */
    private boolean replacesDroppedTable(TableShape created) {
        return backup.tables().stream()
                .map(Table::shape)
                .filter(wanted -> wanted.name().equals(created.name()))
                .anyMatch(wanted ->
                        JdbcTableShapes.read(jdbc, List.of(wanted.oid())).isEmpty());
    }

    private void countCreatedTables() {
        for (TableShape table : createdTables()) {
            if (!table.partitioned()) {
                long rows = jdbc.sql("SELECT count(*) FROM ONLY " + table.name())
                        .query(Long.class)
                        .single();
                total = total.plus(new RowDifferences(0, 0, 0, rows));
            }
            notes.add("the table %s, which the migration created, is dropped".formatted(table.name()));
        }
    }

    private void restoreRows(WantedObjects wanted) {
        List<JdbcTableRestore> tables = loadTables();
        Map<JdbcTableRestore, RowDifferences> differences = new HashMap<>();
        for (JdbcTableRestore table : tables) {
            RowDifferences found = table.compare();
            differences.put(table, found);
            total = total.plus(found);
            addSamples(table, found);
        }
        JdbcColumns columns = new JdbcColumns(jdbc, structure);
        boolean isRebuilt = backup.tables().stream().anyMatch(table -> columns.mustBeCreated(table.shape()));
        List<JdbcTableRestore> written = tables.stream()
                .filter(table -> isRebuilt || !isEmpty(differences.get(table)))
                .toList();
        JdbcTableGuards guards = new JdbcTableGuards(session);
        guards.disable(oids(
                isRebuilt
                        ? backup.tables().stream().map(Table::shape).toList()
                        : written.stream().map(JdbcTableRestore::wanted).toList()));
        backup.tables().stream()
                .sorted((first, second) -> Boolean.compare(
                        second.shape().partitioned(), first.shape().partitioned()))
                .forEach(table -> columns.restore(
                        table.shape(),
                        wanted,
                        table.file() != null || table.shape().partitioned()));
        structure.allowNulls(wanted);
        written.forEach(JdbcTableRestore::write);
        guards.enable();
        written.forEach(JdbcTableRestore::verify);
    }

    private static boolean isEmpty(@Nullable RowDifferences differences) {
        return differences == null || differences.isEmpty();
    }

    private List<JdbcTableRestore> loadTables() {
        List<JdbcTableRestore> tables = new ArrayList<>();
        for (Table table : backup.tables()) {
            if (table.file() != null) {
                JdbcTableRestore restore = new JdbcTableRestore(session, table, tables.size() + 1);
                restore.load(reader);
                tables.add(restore);
            }
        }
        return tables;
    }

    private void addSamples(JdbcTableRestore table, RowDifferences found) {
        if (!found.isEmpty()) {
            samples.addAll(table.samples(
                    RestoreResult.SAMPLE_SIZE - samples.size(),
                    session.connections().settings().masking()));
            if (!table.canSample()) {
                notes.add("rows of %s are not among the samples, because it has no primary key, or had another one"
                        .formatted(table.wanted().name()));
            }
        }
    }

    private List<Long> oids(List<TableShape> tables) {
        return tables.stream()
                .map(table -> JdbcTableShapes.find(jdbc, table.name()))
                .flatMap(Optional::stream)
                .map(TableShape::oid)
                .toList();
    }

    /** Whether the sequence belongs to a table whose rows the backup does not have, so that they stay. */
    private boolean isOfKeptRows(Sequence sequence) {
        Set<String> owners = Set.copyOf(jdbc.sql(
                        """
                        SELECT refobjid::regclass::oid::bigint FROM pg_catalog.pg_depend
                        WHERE classid = 'pg_catalog.pg_class'::regclass AND objid = CAST(:sequence AS regclass)
                            AND refclassid = 'pg_catalog.pg_class'::regclass AND deptype IN ('a', 'i') AND refobjsubid > 0
                        """)
                .param("sequence", sequence.name())
                .query(String.class)
                .list());
        return backup.tables().stream()
                .filter(table -> table.file() == null && !table.shape().partitioned())
                .map(table -> JdbcTableShapes.find(jdbc, table.shape().name()))
                .flatMap(Optional::stream)
                .anyMatch(shape -> owners.contains(String.valueOf(shape.oid())));
    }

    /** Restarting gives the sequence a new file, so that a rollback also undoes the value that is set after it. */
    private int restoreSequences() {
        int changed = 0;
        for (Sequence sequence : backup.sequences()) {
            if (isOfKeptRows(sequence)) {
                continue;
            }
            boolean isSame = jdbc.sql("SELECT last_value = :value AND is_called = :called FROM " + sequence.name())
                    .param("value", sequence.lastValue())
                    .param("called", sequence.called())
                    .query(Boolean.class)
                    .single();
            if (!isSame) {
                JdbcBackupTransaction.execute(session, "ALTER SEQUENCE %s RESTART".formatted(sequence.name()));
                JdbcBackupTransaction.execute(session, DefinitionsScript.setValue(sequence));
                changed++;
            }
        }
        return changed;
    }
}
