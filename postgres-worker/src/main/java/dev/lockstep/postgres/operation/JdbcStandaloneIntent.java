package dev.lockstep.postgres.operation;

import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.postgres.operation.JdbcIndexes.State;
import dev.lockstep.sql.SqlPlacement;
import dev.lockstep.worker.OperationFailed;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Says, before a statement that stands alone runs for the first time, which objects it is to change. */
final class JdbcStandaloneIntent {
    private final JdbcClient jdbc;
    private final JdbcCatalog catalog;
    private final JdbcIndexes indexes;

    JdbcStandaloneIntent(JdbcClient jdbc, JdbcCatalog catalog) {
        this.jdbc = jdbc;
        this.catalog = catalog;
        this.indexes = new JdbcIndexes(jdbc);
    }

    List<CatalogChange> changesOf(SqlPlacement placement) {
        return switch (placement) {
            case SqlPlacement.CreatesIndex(String index, String table) -> creates(index, table);
            case SqlPlacement.DropsIndex(String index) -> drops(index);
            case SqlPlacement.Maintains() -> List.of();
            case SqlPlacement.InTransaction() -> throw new IllegalArgumentException("it stands with others");
            case SqlPlacement.Refused(String reason, String hint) -> throw new IllegalArgumentException(reason);
        };
    }

    /** IF NOT EXISTS would take any index of that name for the one that is asked for. */
    private List<CatalogChange> creates(String index, String table) {
        String name = indexes.nameOn(table, index)
                .orElseThrow(() -> refused("42P01", "relation %s does not exist".formatted(table)));
        State state = indexes.state(name);
        if (state != State.ABSENT) {
            throw refused(
                    "index-exists", "index %s exists already, %s, and is not of this step".formatted(name, state));
        }
        return List.of(new CatalogChange(CatalogChange.INDEX + name, null, null));
    }

    private List<CatalogChange> drops(String index) {
        CatalogImage image = catalog.read(jdbc);
        return indexes.nameOf(index).stream()
                .flatMap(name -> Stream.of(CatalogChange.INDEX + name, CatalogChange.COMMENT_ON_INDEX + name))
                .filter(object -> image.of(object) != null)
                .map(object -> new CatalogChange(object, image.of(object), null))
                .toList();
    }

    private static OperationFailed refused(String code, String message) {
        return new OperationFailed(StepFailure.Permanent.withoutEffect(code, message));
    }
}
