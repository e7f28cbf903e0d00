package dev.lockstep.postgres.standalone;

import dev.lockstep.postgres.standalone.JdbcIndexes.State;
import dev.lockstep.postgres.unit.CatalogChange;
import dev.lockstep.postgres.unit.CatalogSnapshot;
import dev.lockstep.postgres.unit.JdbcCatalog;
import dev.lockstep.sql.SqlPlacement;
import dev.lockstep.worker.OperationFailed;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Determines which catalog objects a standalone statement will change, before its first run. */
public final class JdbcIntendedChanges {
    private final JdbcClient jdbc;
    private final JdbcCatalog catalog;
    private final JdbcIndexes indexes;

    public JdbcIntendedChanges(JdbcClient jdbc, JdbcCatalog catalog) {
        this.jdbc = jdbc;
        this.catalog = catalog;
        this.indexes = new JdbcIndexes(jdbc);
    }

    /**
     * The objects that the statement will change; a created object has no definition yet.
     *
     * @throws OperationFailed if the statement would fail
     */
    public List<CatalogChange> determine(SqlPlacement placement) {
        return switch (placement) {
            case SqlPlacement.CreateIndex(String index, String table) -> createIndex(index, table);
            case SqlPlacement.DropIndex(String index) -> dropIndex(index);
            case SqlPlacement.Maintenance() -> List.of();
            case SqlPlacement.InTransaction _, SqlPlacement.CopyRows _ ->
                throw new IllegalArgumentException("the statement is not standalone; it runs in a transaction");
            case SqlPlacement.Refused(String reason, String _) -> throw new IllegalArgumentException(reason);
        };
    }

    /** Refuses an existing index, because IF NOT EXISTS would accept any index of that name. */
    private List<CatalogChange> createIndex(String index, String table) {
        String name = indexes.newName(table, index)
                .orElseThrow(
                        () -> OperationFailed.withoutEffect("42P01", "relation %s does not exist".formatted(table)));
        State state = indexes.state(name);
        if (state != State.ABSENT) {
            throw OperationFailed.withoutEffect(
                    "index-exists",
                    "index %s exists (%s) and was not created by this step; drop it or choose another name"
                            .formatted(name, state));
        }
        return List.of(new CatalogChange(CatalogChange.INDEX + name, null, null));
    }

    private List<CatalogChange> dropIndex(String index) {
        List<String> objects = indexes.existingName(index).stream()
                .flatMap(name -> Stream.of(CatalogChange.INDEX + name, CatalogChange.COMMENT_ON_INDEX + name))
                .toList();
        CatalogSnapshot snapshot = catalog.find(jdbc, objects);
        return objects.stream()
                .filter(object -> snapshot.definitionOf(object) != null)
                .map(object -> new CatalogChange(object, snapshot.definitionOf(object), null))
                .toList();
    }
}
