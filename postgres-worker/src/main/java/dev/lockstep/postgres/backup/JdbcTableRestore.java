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
import java.util.Map;
import java.util.Objects;
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
    private TableShape found;

    /**
     * @param number distinguishes the temporary tables of a restore
     * @param found the tables as they are now, by their names
     */
    JdbcTableRestore(JdbcDispatchSession session, Table table, int number, Map<String, TableShape> found) {
        this.session = session;
        this.jdbc = session.jdbc();
        this.table = table;
        this.loaded = "pg_temp.lockstep_restore_" + number;
        this.found = table.shape();
        columnsAre(found);
    }

    /** The columns differ from the backup until they are restored. */
    void columnsAre(Map<String, TableShape> tables) {
        found = tables.getOrDefault(wanted().name(), wanted());
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

    private RowQueries queries() {
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
                    ("after the rows of %s were written, %d rows are missing, %d differ and %d are too many;"
                                    + " nothing was changed. A trigger or rule may have changed them")
                            .formatted(wanted().name(), left.recreated(), left.replaced(), left.removed()));
        }
    }
}
