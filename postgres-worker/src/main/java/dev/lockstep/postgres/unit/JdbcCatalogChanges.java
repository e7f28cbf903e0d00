package dev.lockstep.postgres.unit;

import dev.lockstep.worker.StepKey;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads and writes the catalog changes of steps in the journal. */
public final class JdbcCatalogChanges {
    private JdbcCatalogChanges() {}

    /** The changes of a step, ordered by object name. */
    public static List<CatalogChange> find(JdbcClient jdbc, StepKey key) {
        return jdbc.sql("SELECT object, definition_before, definition_after FROM lockstep.catalog_change"
                        + " WHERE migration = :migration AND step = :step ORDER BY object")
                .param("migration", key.migration().value())
                .param("step", key.step().value())
                .query((row, number) -> new CatalogChange(
                        row.getString("object"), row.getString("definition_before"), row.getString("definition_after")))
                .list();
    }

    /** Writes the changes. If an object is journaled already, its definition before the step is kept. */
    public static void write(JdbcClient jdbc, StepKey key, List<CatalogChange> changes) {
        changes.forEach(change -> write(jdbc, key, change));
    }

    private static void write(JdbcClient jdbc, StepKey key, CatalogChange change) {
        jdbc.sql(
                        """
                        INSERT INTO lockstep.catalog_change (migration, step, object, definition_before, definition_after)
                        VALUES (:migration, :step, :object, :before, :after)
                        ON CONFLICT (migration, step, object) DO UPDATE SET definition_after = excluded.definition_after""")
                .param("migration", key.migration().value())
                .param("step", key.step().value())
                .param("object", change.object())
                .param("before", change.before())
                .param("after", change.after())
                .update();
    }
}
