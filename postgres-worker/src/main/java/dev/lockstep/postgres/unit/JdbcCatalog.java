package dev.lockstep.postgres.unit;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.session.JdbcSimpleQuery;
import dev.lockstep.sql.SqlScript;
import dev.lockstep.sql.SqlStatement;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads the catalog of one target. */
public final class JdbcCatalog {
    private final JdbcCatalogDefinitions definitions;
    private final String historyTable;

    /**
     * Creates a reader that ignores the schema history.
     *
     * @param historyTable the qualified, quoted name of the schema history table
     */
    public JdbcCatalog(String historyTable) {
        this.definitions = new JdbcCatalogDefinitions(historyTable);
        this.historyTable = historyTable;
    }

    /** Reads definitions together with statements that create the objects. */
    public JdbcCatalogObjects objects() {
        return new JdbcCatalogObjects(definitions, historyTable);
    }

    /** A recorder for one script on the session's connection. */
    public JdbcCatalogRecorder recorder(JdbcDispatchSession session, SqlScript script) {
        return recorder(
                session.jdbc(),
                session::readCatalog,
                script.statements().stream().map(SqlStatement::text).toList());
    }

    JdbcCatalogRecorder recorder(JdbcClient script, JdbcCatalogReader committed, List<String> statements) {
        return new JdbcCatalogRecorder(
                script, JdbcCatalogTransaction.retrying(committed), definitions, CatalogWords.ofStatements(statements));
    }

    /** Finds what parts of the session's current transaction change; nothing in it has changed the catalog yet. */
    public JdbcCatalogTrials trials(JdbcDispatchSession session) {
        return JdbcCatalogTrials.start(session, definitions);
    }

    /** Compares definitions in the current transaction of the session. */
    public DefinitionEquivalence equivalence(JdbcDispatchSession session) {
        return equivalence(session.jdbc(), sql -> JdbcSimpleQuery.executeSingle(session.dataSource(), sql));
    }

    /**
     * Compares definitions in the current transaction.
     *
     * @param statements executes one command as it is, in the same transaction
     */
    public DefinitionEquivalence equivalence(JdbcClient jdbc, Consumer<String> statements) {
        return new JdbcDefinitionEquivalence(jdbc, statements, definitions);
    }

    /**
     * The definitions of some objects in the current transaction, with its uncommitted changes. Others may be included.
     *
     * @param objects names of objects, as in {@link CatalogChange#object}
     */
    public CatalogSnapshot find(JdbcClient jdbc, Collection<String> objects) {
        return JdbcCatalogTransaction.read(
                jdbc,
                reading -> CatalogSnapshot.of(
                        definitions
                                .read(reading, JdbcCatalogAddresses.named(reading, CatalogWords.of(objects), 0))
                                .stream()));
    }
}
