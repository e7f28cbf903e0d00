package dev.lockstep.postgres.unit;

import dev.lockstep.worker.StepKey;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads and writes the catalog changes of steps in the journal. */
public final class JdbcCatalogChanges {
    private JdbcCatalogChanges() {}

    /** The changes of a step, ordered by object name. */
    public static List<CatalogChange> find(JdbcClient jdbc, StepKey key) {
        return jdbc.sql("SELECT object, definition_before, definition_after FROM lockstep_journal.catalog_change"
                        + " WHERE migration = :migration AND step = :step ORDER BY object")
                .param("migration", key.migration().value())
                .param("step", key.step().value())
                .query((row, number) -> new CatalogChange(
                        row.getString("object"), row.getString("definition_before"), row.getString("definition_after")))
                .list();
    }

    /** Writes the changes. If an object is journaled already, its definition before the step is kept. */
    public static void write(JdbcClient jdbc, StepKey key, List<CatalogChange> changes) {
        jdbc.sql(
                        """
                        INSERT INTO lockstep_journal.catalog_change
                               (migration, step, object, definition_before, definition_after)
                        SELECT :migration, :step, change.*
                          FROM unnest(CAST(:objects AS text[]), CAST(:before AS text[]), CAST(:after AS text[])) AS change
                        ON CONFLICT (migration, step, object) DO UPDATE SET definition_after = excluded.definition_after""")
                .param("migration", key.migration().value())
                .param("step", key.step().value())
                .param("objects", array(changes, CatalogChange::object))
                .param("before", array(changes, CatalogChange::before))
                .param("after", array(changes, CatalogChange::after))
                .update();
    }

    private static @Nullable String[] array(
            List<CatalogChange> changes, Function<CatalogChange, @Nullable String> component) {
        return changes.stream().map(component).toArray(String[]::new);
    }
}
