package dev.lockstep.postgres.rehearsal;

import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.worker.Failpoints;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.postgresql.copy.CopyManager;
import org.postgresql.copy.CopyOperation;
import org.postgresql.copy.CopyOut;
import org.springframework.dao.DataAccessResourceFailureException;

/** Copies rows from the snapshot of the target, one at a time. */
final class JdbcRowCopy {
    private static final int PROGRESS_BYTES = 1 << 20;

    private final JdbcDispatchSession source;
    private final JdbcDispatchSession copy;
    private final SampleLimits limits;
    private final JdbcSampledParents parents;
    private final Set<String> cut = new LinkedHashSet<>();
    private long rows;
    private long bytes;

    JdbcRowCopy(JdbcDispatchSession source, JdbcDispatchSession copy, SampleLimits limits, JdbcSampledParents parents) {
        this.source = source;
        this.copy = copy;
        this.limits = limits;
        this.parents = parents;
    }

    /** The number of copied rows. */
    long rows() {
        return rows;
    }

    /** The tables of which not all rows were copied. */
    List<String> cut() {
        return List.copyOf(cut);
    }

    /** Copies the rows of the tables that exist in the copy. */
    void run(List<SourceTable> tables) {
        Set<String> existing = Set.copyOf(copy.jdbc()
                .sql("SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c"
                        + " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'r'")
                .query(String.class)
                .list());
        for (SourceTable table : parents.parentsFirst(tables)) {
            Failpoints.hit("postgres.copy.before-table");
            if (table.columns() != null && existing.contains(table.name())) {
                long before = rows;
                copy(table);
                limits.copied(table, rows - before);
            }
            source.context().progress(new Progress(rows, null));
        }
    }

    private void copy(SourceTable table) {
        try {
            copy(table, managerOf(source.connection()), managerOf(copy.connection()));
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("cannot copy the rows of " + table.name(), e);
        }
    }

    private static CopyManager managerOf(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }

    private void copy(SourceTable table, CopyManager from, CopyManager to) throws SQLException {
        long limit = limits.of(table);
        CopyOut out = from.copyOut(copyOut(table, limit));
        try {
            CopyIn in = to.copyIn("COPY %s (%s) FROM STDIN".formatted(table.name(), table.columns()));
            try {
                copy(out, in, table, limit);
            } finally {
                cancel(in);
            }
        } finally {
            cancel(out);
        }
    }

    /** Selects one row more than the limit, to find out whether the table has more. */
    private String copyOut(SourceTable table, long limit) {
        String rows = "SELECT %s FROM ONLY %s".formatted(table.columns(), table.name());
        if (limit == Long.MAX_VALUE) {
            return "COPY (%s) TO STDOUT".formatted(rows);
        }
        String condition = parents.conditionFor(table);
        if (!condition.isEmpty()) {
            cut(table);
        }
        return "COPY (%s%s LIMIT %d) TO STDOUT"
                .formatted(rows, condition.isEmpty() ? "" : " WHERE " + condition, limit + 1);
    }

    private void cut(SourceTable table) {
        cut.add(table.name());
        parents.markIncomplete(table);
    }

    private void copy(CopyOut out, CopyIn in, SourceTable table, long limit) throws SQLException {
        long copied = 0;
        for (byte[] row = out.readFromCopy(); row != null; row = out.readFromCopy()) {
            if (copied == limit) {
                cut(table);
            } else {
                in.writeToCopy(row, 0, row.length);
                copied++;
                reportProgress(row.length);
            }
        }
        in.endCopy();
    }

    private void reportProgress(int length) {
        rows++;
        bytes += length;
        if (bytes >= PROGRESS_BYTES) {
            bytes = 0;
            source.context().progress(new Progress(rows, null));
        }
    }

    /** The driver waits for an operation that is still active, before it runs a statement on the connection. */
    private static void cancel(CopyOperation operation) throws SQLException {
        if (operation.isActive()) {
            operation.cancelCopy();
        }
    }
}
