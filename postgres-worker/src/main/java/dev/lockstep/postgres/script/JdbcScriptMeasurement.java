package dev.lockstep.postgres.script;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.unit.CatalogDelta;
import dev.lockstep.postgres.unit.JdbcCatalogRecorder;
import java.util.Collection;

/** Measures what a script changes in its transaction: the catalog by a recorder, rows by the server's counters. */
final class JdbcScriptMeasurement {
    private final JdbcCatalogRecorder catalog;
    private final JdbcWrittenRows rows;

    private JdbcScriptMeasurement(JdbcDispatchSession session, JdbcCatalogRecorder catalog) {
        this.catalog = catalog;
        this.rows = JdbcWrittenRows.start(session);
        catalog.start();
    }

    /** Starts before the first statement, when the committed catalog is the one that the script finds. */
    static JdbcScriptMeasurement start(JdbcDispatchSession session, JdbcCatalogRecorder catalog) {
        return new JdbcScriptMeasurement(session, catalog);
    }

    /**
     * Ends after the last statement, when the settings of the session are restored.
     *
     * @param objects names of catalog objects whose definitions the effect contains, even if the script did not change
     *     them
     */
    ScriptEffect end(Collection<String> objects) {
        WrittenRows written = rows.end();
        CatalogDelta delta = catalog.end(objects);
        if (delta.isWritten()) {
            rows.requireUnchangedJournalTables();
        }
        return new ScriptEffect(delta, written.total());
    }

    /**
     * The changes of a script.
     *
     * @param catalog the changes of the catalog
     * @param rows the rows that the script has written
     */
    record ScriptEffect(CatalogDelta catalog, RowCounts rows) {}
}
