package dev.lockstep.postgres.standalone;

import dev.lockstep.postgres.session.JdbcDispatchSession;
import dev.lockstep.postgres.unit.CatalogChange;
import dev.lockstep.sql.SqlPlacement;
import dev.lockstep.sql.SqlStatement;
import java.util.List;

/** Runs a standalone statement until the catalog shows its effect, from the point where an earlier attempt stopped. */
final class JdbcStandaloneStatement {
    private final JdbcDispatchSession session;
    private final JdbcIndexes indexes;
    private final JdbcIndexBuild build;

    JdbcStandaloneStatement(JdbcDispatchSession session) {
        this.session = session;
        this.indexes = new JdbcIndexes(session.jdbc());
        this.build = new JdbcIndexBuild(session);
    }

    /**
     * Returns once the catalog shows the statement's effect.
     *
     * @param changes the journaled changes of the step; an index among them that no longer exists has been dropped by it
     */
    void run(SqlStatement statement, List<CatalogChange> changes) {
        switch (statement.placement()) {
            case SqlPlacement.CreateIndex(String index, String table) ->
                build.create(indexes.newName(table, index).orElse(index), statement.text());
            case SqlPlacement.DropIndex(String index) -> dropIndex(statement, index, changes);
            case SqlPlacement.Maintenance() -> build.run(statement.text());
            case SqlPlacement.InTransaction() ->
                throw new IllegalArgumentException("the statement runs in a transaction");
            case SqlPlacement.Refused(String reason, String _) -> throw new IllegalArgumentException(reason);
        }
    }

    /** Drops the indexes among these changes that an interrupted statement has left invalid. */
    void dropInvalidIndexes(List<CatalogChange> changes) {
        changes.stream()
                .map(CatalogChange::object)
                .filter(object -> object.startsWith(CatalogChange.INDEX))
                .map(object -> object.substring(CatalogChange.INDEX.length()))
                .forEach(build::dropIfInvalid);
    }

    private void dropIndex(SqlStatement statement, String index, List<CatalogChange> changes) {
        session.removeLockTimeout();
        boolean alreadyDropped = indexes.existingName(index).isEmpty() && !changes.isEmpty();
        if (!alreadyDropped) {
            build.run(statement.text());
        }
    }
}
