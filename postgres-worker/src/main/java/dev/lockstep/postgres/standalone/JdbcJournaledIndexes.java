package dev.lockstep.postgres.standalone;

import dev.lockstep.contract.protocol.Conflict;
import dev.lockstep.postgres.standalone.JournaledIndex.State;
import dev.lockstep.worker.StepKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads and writes the indexes of {@code postgres.create-index} steps in the journal. */
public final class JdbcJournaledIndexes {
    private JdbcJournaledIndexes() {}

    /** The index of a step; empty if the step has not journaled its intent. */
    public static Optional<JournaledIndex> find(JdbcClient jdbc, StepKey key) {
        return jdbc.sql("SELECT state, table_name, index_name, definition, oid FROM lockstep_journal.created_index"
                        + " WHERE migration = :migration AND step = :step")
                .param("migration", key.migration().value())
                .param("step", key.step().value())
                .query((row, number) -> new JournaledIndex(
                        State.valueOf(row.getString("state")),
                        row.getString("table_name"),
                        row.getString("index_name"),
                        row.getString("definition"),
                        row.getObject("oid", Long.class)))
                .optional();
    }

    public static void write(JdbcClient jdbc, StepKey key, JournaledIndex index) {
        write(jdbc, key, index, null);
    }

    /** Writes an index that the compensation does not drop because an application has changed it. */
    public static void writeConflict(JdbcClient jdbc, StepKey key, JournaledIndex index, Conflict conflict) {
        write(jdbc, key, index, conflict.found());
    }

    private static void write(JdbcClient jdbc, StepKey key, JournaledIndex index, @Nullable String conflict) {
        jdbc.sql(
                        """
                        INSERT INTO lockstep_journal.created_index
                               (migration, step, state, table_name, index_name, definition, oid, conflict)
                        VALUES (:migration, :step, :state, :table, :name, :definition, :oid, :conflict)
                        ON CONFLICT (migration, step) DO UPDATE
                           SET state = excluded.state, definition = excluded.definition, oid = excluded.oid,
                               conflict = excluded.conflict""")
                .param("migration", key.migration().value())
                .param("step", key.step().value())
                .param("state", index.state().name())
                .param("table", index.table())
                .param("name", index.name())
                .param("definition", index.definition())
                .param("oid", index.oid())
                .param("conflict", conflict)
                .update();
    }
}
