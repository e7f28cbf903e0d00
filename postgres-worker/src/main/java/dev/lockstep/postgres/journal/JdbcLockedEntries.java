package dev.lockstep.postgres.journal;

import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.postgres.target.JdbcConnections;
import dev.lockstep.worker.JournalEntry;
import dev.lockstep.worker.StepKey;
import dev.lockstep.worker.StepRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Locks, reads and writes the fence with a step's record. Each method sends its statements in one round trip. */
final class JdbcLockedEntries {
    /** Each statement sees what was committed before it, so the row is read after the lock is granted. */
    private static final String LOCK =
            """
            SELECT dispatch FROM lockstep_journal.fence FOR UPDATE;
            SELECT %s FROM lockstep_journal.step WHERE migration = ? AND step = ?;
            SELECT count(*)%s"""
                    .formatted(JdbcStepRecords.COLUMNS, JdbcBackends.OLDER);

    private static final String RAISE_FENCE =
            """
            UPDATE lockstep_journal.fence SET dispatch = ? WHERE dispatch <> ?;
            DELETE FROM lockstep_journal.backend WHERE dispatch < ?;
            """;

    private JdbcLockedEntries() {}

    static LockedEntry lock(Connection connection, StepKey key, DispatchNumber dispatch, Set<String> idleBackends) {
        return template(connection).execute(LOCK, (PreparedStatement statement) -> {
            statement.setObject(1, key.migration().value());
            statement.setString(2, key.step().value());
            statement.setLong(3, dispatch.value());
            statement.setString(4, JdbcBackends.parameter(idleBackends));
            statement.execute();
            DispatchNumber fence = new DispatchNumber(single(statement.getResultSet()));
            StepRecord step = next(statement, key);
            statement.getMoreResults();
            return new LockedEntry(new JournalEntry(fence, step), single(statement.getResultSet()));
        });
    }

    /** Writes the fence and the record, and removes the backends of older dispatches. */
    static void write(Connection connection, JournalEntry entry) {
        StepRecord step = entry.step();
        template(connection).update(RAISE_FENCE + (step == null ? "" : JdbcStepRecords.UPSERT), statement -> {
            long fence = entry.fence().value();
            for (int parameter = 1; parameter <= 3; parameter++) {
                statement.setLong(parameter, fence);
            }
            if (step != null) {
                JdbcStepRecords.setParameters(statement, 4, step);
            }
        });
    }

    private static @Nullable StepRecord next(PreparedStatement statement, StepKey key) throws SQLException {
        statement.getMoreResults();
        ResultSet rows = statement.getResultSet();
        return rows.next() ? JdbcStepRecords.toRecord(rows, key) : null;
    }

    private static long single(ResultSet rows) throws SQLException {
        if (!rows.next()) {
            throw new IllegalStateException("the journal of the target has no fence");
        }
        return rows.getLong(1);
    }

    private static JdbcTemplate template(Connection connection) {
        return new JdbcTemplate(JdbcConnections.dataSourceOf(connection));
    }
}
