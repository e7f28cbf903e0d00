package dev.lockstep.postgres.rehearsal;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.target.SessionSettings;
import dev.lockstep.postgres.unit.CatalogObject;
import dev.lockstep.postgres.unit.JdbcCatalog;
import dev.lockstep.postgres.unit.JdbcCatalogObjects;
import java.util.List;
import java.util.SortedMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What one snapshot of the target contains, without the rows of its tables.
 *
 * @param objects all definitions with their statements, those of the schema history too
 * @param hasLargeObjects whether there are large objects, which belong to no table
 */
record JdbcSnapshot(
        List<SourceTable> tables,
        SortedMap<String, CatalogObject> objects,
        JdbcSequencePositions sequences,
        List<JdbcOrphanRows.ForeignKey> foreignKeys,
        List<JdbcSampledParents.Reference> references,
        JdbcDatabaseSettings settings,
        boolean hasLargeObjects) {
    /** A name that no table has, so that the schema history is a table like others. */
    private static final String NO_HISTORY = "lockstep_journal.\"\"\"\"";
    /** With row security off, a statement fails that would otherwise see only some rows. */
    private static final String SETTINGS =
            "SELECT set_config('row_security', 'off', true), set_config('client_min_messages', 'warning', true)";

    /** The catalog with the schema history. */
    static JdbcCatalog catalog() {
        return new JdbcCatalog(NO_HISTORY);
    }

    /** Starts the snapshot in the current transaction of the session, which stays open for the rows. */
    static JdbcSnapshot start(JdbcDispatchSession source) {
        List<SourceTable> tables = new JdbcSourceTables(source).startSnapshot();
        JdbcClient jdbc = source.jdbc();
        jdbc.sql(SessionSettings.FOR_CATALOG.transactionQuery()).query().listOfRows();
        jdbc.sql(SETTINGS).query().listOfRows();
        JdbcCatalogObjects catalog = catalog().objects();
        return new JdbcSnapshot(
                tables,
                JdbcExtraStatements.addTo(catalog.read(jdbc, catalog.all(jdbc)), jdbc),
                JdbcSequencePositions.read(jdbc),
                JdbcOrphanRows.foreignKeys(jdbc),
                JdbcSampledParents.read(jdbc),
                JdbcDatabaseSettings.read(jdbc),
                jdbc.sql("SELECT EXISTS (SELECT FROM pg_largeobject_metadata)")
                        .query(Boolean.class)
                        .single());
    }
}
