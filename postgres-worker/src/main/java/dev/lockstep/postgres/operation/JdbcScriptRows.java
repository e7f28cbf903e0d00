package dev.lockstep.postgres.operation;

import dev.lockstep.worker.StepKey;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the journal keeps of a script: how far it came, and every object of the catalog that it changed. */
final class JdbcScriptRows {
    private JdbcScriptRows() {}

    /** How far a script came; only what stands alone is ever seen as intended. */
    enum State {
        INTENDED,
        APPLIED,
        COMPENSATED
    }

    record Script(State state, String historyScript, List<CatalogChange> changes) {
        Script {
            changes = List.copyOf(changes);
        }

        /** Whether each object that the script changes reads as it did before the script. */
        boolean isUndoneIn(CatalogImage image) {
            return changes.stream().allMatch(change -> Objects.equals(change.was(), image.of(change.object())));
        }
    }

    static Optional<Script> find(JdbcClient jdbc, StepKey key) {
        return jdbc.sql("SELECT state, history_script FROM lockstep.sql_script"
                        + " WHERE migration = :migration AND step = :step")
                .param("migration", key.migration().value())
                .param("step", key.step().value())
                .query((row, number) -> new Script(
                        State.valueOf(row.getString("state")), row.getString("history_script"), changes(jdbc, key)))
                .optional();
    }

    static void write(JdbcClient jdbc, StepKey key, String version, Script script) {
        jdbc.sql(
                        """
                        INSERT INTO lockstep.sql_script (migration, step, state, version, history_script)
                        VALUES (:migration, :step, :state, :version, :historyScript)
                        ON CONFLICT (migration, step) DO UPDATE SET state = excluded.state""")
                .param("migration", key.migration().value())
                .param("step", key.step().value())
                .param("state", script.state().name())
                .param("version", version)
                .param("historyScript", script.historyScript())
                .update();
        script.changes().forEach(change -> write(jdbc, key, change));
    }

    static void compensated(JdbcClient jdbc, StepKey key) {
        jdbc.sql("UPDATE lockstep.sql_script SET state = 'COMPENSATED' WHERE migration = :migration AND step = :step")
                .param("migration", key.migration().value())
                .param("step", key.step().value())
                .update();
    }

    private static void write(JdbcClient jdbc, StepKey key, CatalogChange change) {
        jdbc.sql(
                        """
                        INSERT INTO lockstep.catalog_change (migration, step, object, was, became)
                        VALUES (:migration, :step, :object, :was, :became)
                        ON CONFLICT (migration, step, object) DO UPDATE SET became = excluded.became""")
                .param("migration", key.migration().value())
                .param("step", key.step().value())
                .param("object", change.object())
                .param("was", change.was())
                .param("became", change.became())
                .update();
    }

    private static List<CatalogChange> changes(JdbcClient jdbc, StepKey key) {
        return jdbc.sql("SELECT object, was, became FROM lockstep.catalog_change"
                        + " WHERE migration = :migration AND step = :step ORDER BY object")
                .param("migration", key.migration().value())
                .param("step", key.step().value())
                .query((row, number) ->
                        new CatalogChange(row.getString("object"), row.getString("was"), row.getString("became")))
                .list();
    }
}
