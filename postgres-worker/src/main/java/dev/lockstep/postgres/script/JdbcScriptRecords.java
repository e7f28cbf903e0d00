package dev.lockstep.postgres.script;

import dev.lockstep.postgres.script.ScriptRecord.State;
import dev.lockstep.postgres.unit.JdbcCatalogChanges;
import dev.lockstep.worker.StepKey;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads and writes the records of scripts in the journal. */
public final class JdbcScriptRecords {
    private JdbcScriptRecords() {}

    /** The script of a step; empty if no transaction of its apply has committed. */
    public static Optional<ScriptRecord> find(JdbcClient jdbc, StepKey key) {
        return jdbc.sql("SELECT state, version, history_script FROM lockstep_journal.sql_script"
                        + " WHERE migration = :migration AND step = :step")
                .param("migration", key.migration().value())
                .param("step", key.step().value())
                .query((row, number) -> new ScriptRecord(
                        State.valueOf(row.getString("state")),
                        row.getString("version"),
                        row.getString("history_script"),
                        JdbcCatalogChanges.find(jdbc, key)))
                .optional();
    }

    public static void write(JdbcClient jdbc, StepKey key, ScriptRecord script) {
        jdbc.sql(
                        """
                        INSERT INTO lockstep_journal.sql_script (migration, step, state, version, history_script)
                        VALUES (:migration, :step, :state, :version, :historyScript)
                        ON CONFLICT (migration, step) DO UPDATE SET state = excluded.state""")
                .param("migration", key.migration().value())
                .param("step", key.step().value())
                .param("state", script.state().name())
                .param("version", script.version())
                .param("historyScript", script.historyScriptName())
                .update();
        JdbcCatalogChanges.write(jdbc, key, script.changes());
    }

    public static void markCompensated(JdbcClient jdbc, StepKey key) {
        jdbc.sql("UPDATE lockstep_journal.sql_script SET state = 'COMPENSATED'"
                        + " WHERE migration = :migration AND step = :step")
                .param("migration", key.migration().value())
                .param("step", key.step().value())
                .update();
    }
}
