package dev.lockstep.postgres.standalone;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.unit.CatalogChange;
import dev.lockstep.sql.SqlPlacement;
import dev.lockstep.sql.SqlStatement;
import java.util.List;

/** Runs a standalone statement to its complete effect, and continues after an interrupted attempt. */
final class JdbcStandaloneStatementRunner {
    private final JdbcDispatchSession session;
    private final JdbcIndexes indexes;
    private final JdbcIndexBuilder builder;

    JdbcStandaloneStatementRunner(JdbcDispatchSession session) {
        this.session = session;
        this.indexes = new JdbcIndexes(session.jdbc());
        this.builder = new JdbcIndexBuilder(session);
    }

    /**
     * Runs the statement unless the catalog has its effect already.
     *
     * @param changes the journaled changes of the step; if there are any, an absent index was dropped by an earlier run
     */
    void run(SqlStatement statement, List<CatalogChange> changes) {
        switch (statement.placement()) {
            case SqlPlacement.CreateIndex(String index, String table) ->
                builder.create(indexes.newName(table, index).orElse(index), statement.text());
            case SqlPlacement.DropIndex(String index) -> dropIndex(statement, index, changes);
            case SqlPlacement.Maintenance() -> builder.execute(statement.text());
            case SqlPlacement.InTransaction _, SqlPlacement.CopyRows _ ->
                throw new IllegalArgumentException("the statement is not standalone; it runs in a transaction");
            case SqlPlacement.Refused(String reason, String _) -> throw new IllegalArgumentException(reason);
        }
    }

    /** Drops the indexes of these changes that are invalid, as after an interrupted statement. */
    void dropInvalidIndexes(List<CatalogChange> changes) {
        changes.stream()
                .map(CatalogChange::object)
                .filter(object -> object.startsWith(CatalogChange.INDEX))
                .map(object -> object.substring(CatalogChange.INDEX.length()))
                .forEach(builder::dropIfInvalid);
    }

    private void dropIndex(SqlStatement statement, String index, List<CatalogChange> changes) {
        session.removeLockTimeout();
        boolean alreadyDropped = indexes.existingName(index).isEmpty() && !changes.isEmpty();
        if (!alreadyDropped) {
            builder.execute(statement.text());
        }
    }
}
