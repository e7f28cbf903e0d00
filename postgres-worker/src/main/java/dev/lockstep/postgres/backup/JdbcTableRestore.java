package dev.lockstep.postgres.backup;

import dev.lockstep.contract.protocol.RestoreResult.Change;
import dev.lockstep.contract.protocol.RestoreResult.LaterWrite;
import dev.lockstep.postgres.backup.DatabaseDefinitions.Table;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.worker.BackupReader;
import dev.lockstep.worker.Masking;
import dev.lockstep.worker.OperationFailed;
import java.io.IOException;
import java.io.InputStream;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.postgresql.PGConnection;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of one table: loads them from the backup, compares them, and writes those that differ. */
final class JdbcTableRestore {
    private static final int BUFFER = 1 << 16;

    private final JdbcDispatchSession session;
    private final JdbcClient jdbc;
    private final Table table;
    private final String loaded;

    /** @param number distinguishes the temporary tables of a restore */
    JdbcTableRestore(JdbcDispatchSession session, Table table, int number) {
        this.session = session;
        this.jdbc = session.jdbc();
        this.table = table;
        this.loaded = "pg_temp.lockstep_restore_" + number;
    }

    TableShape wanted() {
        return table.shape();
    }

    /** Copies the rows of the backup into a temporary table. */
    void load(BackupReader backup) {
        JdbcBackupTransaction.execute(session, queries().createLoaded());
        long rows = backup.file(Objects.requireNonNull(table.file()), this::copy);
        if (rows != table.rows()) {
            throw OperationFailed.withoutEffect(
                    "backup-damaged",
                    "the file %s has %d rows of %s, but the backup says %d; nothing was changed. Use another backup"
                            .formatted(table.file(), rows, wanted().name(), table.rows()));
        }
        JdbcBackupTransaction.execute(session, "ANALYZE " + loaded);
    }

    private long copy(InputStream file) throws IOException {
        try {
            return session.connection()
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY %s FROM STDIN".formatted(loaded), file, BUFFER);
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("cannot load the rows of " + wanted().name(), e);
        }
    }

    RowDifferences compare() {
        session.context().checkpoint();
        return jdbc.sql(queries().counts())
                .query((row, number) ->
                        new RowDifferences(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)))
                .single();
    }

    boolean canSample() {
        return queries().haveKeys();
    }

    List<LaterWrite> samples(int limit, Masking masking) {
        return limit <= 0 || !canSample()
                ? List.of()
                : jdbc.sql(queries().samples())
                        .param("limit", limit)
                        .query((row, number) -> sample(row, masking))
                        .list();
    }

    private LaterWrite sample(ResultSet row, Masking masking) throws SQLException {
        Change change = Change.valueOf(row.getString(1));
        StringBuilder unit = new StringBuilder(wanted().name());
        for (int i = 0; i < wanted().key().size(); i++) {
            String column = wanted().key().get(i);
            unit.append(i == 0 ? " " : ", ")
                    .append(column)
                    .append('=')
                    .append(masking.masksField(column.replace("\"", "")) ? Masking.MASK : row.getString(i + 2));
        }
        return new LaterWrite(unit.toString(), change);
    }

    void write() {
        queries().writes().forEach(sql -> JdbcBackupTransaction.execute(session, sql));
    }

    /** The table as it is now, which differs from the backup until its columns are restored. */
    private RowQueries queries() {
        TableShape found = JdbcTableShapes.find(jdbc, wanted().name()).orElseGet(this::wanted);
        return new RowQueries(wanted(), found, loaded);
    }

    /**
     * Checks that the rows are those of the backup.
     *
     * @throws OperationFailed if a row differs
     */
    void verify() {
        RowDifferences left = compare();
        if (!left.isEmpty()) {
            throw OperationFailed.withoutEffect(
                    "restore-rows-differ",
                    "after the rows of %s were written, %d rows are missing, %d differ and %d are too many; nothing was changed. A trigger or rule may have changed them"
                            .formatted(wanted().name(), left.recreated(), left.replaced(), left.removed()));
        }
    }

    /** The columns that must be created again, because they are missing, differ, or come after such a column. */
    static List<TableColumn> columnsToAdd(TableShape wanted, TableShape found) {
        List<TableColumn> kept = kept(wanted, found);
        int equal = equalCount(wanted, kept);
        return wanted.columns().subList(equal, wanted.columns().size());
    }

    /** The columns that must be dropped. */
    static List<TableColumn> columnsToDrop(TableShape wanted, TableShape found) {
        List<TableColumn> kept = kept(wanted, found);
        List<TableColumn> remaining = kept.subList(0, equalCount(wanted, kept));
        return found.columns().stream()
                .filter(column -> !remaining.contains(column))
                .toList();
    }

    private static List<TableColumn> kept(TableShape wanted, TableShape found) {
        return found.columns().stream()
                .filter(column -> wanted.columns().stream().anyMatch(column::isSameAs))
                .collect(Collectors.toList());
    }

    private static int equalCount(TableShape wanted, List<TableColumn> kept) {
        return (int) IntStream.range(0, Math.min(wanted.columns().size(), kept.size()))
                .takeWhile(i -> wanted.columns().get(i).isSameAs(kept.get(i)))
                .count();
    }
}
