package dev.lockstep.postgres.schema;

import dev.lockstep.contract.protocol.SchemaDifferenceResult.Statement;
import dev.lockstep.postgres.unit.CatalogObject;
import dev.lockstep.postgres.unit.ObjectStatement.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Statements that give an existing object another definition, without dropping it. */
final class AlterStatements {
    private static final String CREATE_VIEW = "CREATE VIEW ";

    private AlterStatements() {}

    /** Lists of statements, of which each is to be tried if those before it fail; none if the object must be replaced. */
    static List<List<Statement>> of(CatalogObject current, CatalogObject wanted) {
        List<List<Statement>> alternatives =
                switch (wanted.kind()) {
                    case "column" -> ColumnStatements.alter(current, wanted);
                    case "type" -> EnumLabels.added(current, wanted).stream().toList();
                    case "privileges" -> List.of(privileges(current, wanted));
                    case "table" ->
                        List.of(isPlainView(current, wanted) ? replaceView(wanted) : changed(current, wanted));
                    case "index" -> hasSameSource(current, wanted) ? List.of(changed(current, wanted)) : List.of();
                    default -> List.of(changed(current, wanted));
                };
        return alternatives.stream().filter(statements -> !statements.isEmpty()).toList();
    }

    private static boolean hasSameSource(CatalogObject current, CatalogObject wanted) {
        return SchemaData.source(current).equals(SchemaData.source(wanted));
    }

    private static boolean isPlainView(CatalogObject current, CatalogObject wanted) {
        return Stream.of(current, wanted)
                .allMatch(object -> object.statements(Purpose.CREATE).anyMatch(sql -> sql.startsWith(CREATE_VIEW)));
    }

    private static List<Statement> replaceView(CatalogObject wanted) {
        return StatementText.plain(wanted.statements(Purpose.CREATE)
                .map(sql -> "CREATE OR REPLACE VIEW " + sql.substring(CREATE_VIEW.length())));
    }

    /** Only what differs. Both objects have one statement for each property. */
    private static List<Statement> changed(CatalogObject current, CatalogObject wanted) {
        List<String> before = current.statements(Purpose.ALIGN).toList();
        List<String> resets = current.statements(Purpose.RESET).toList();
        List<Statement> statements = new ArrayList<>();
        if (!resets.equals(wanted.statements(Purpose.RESET).toList())) {
            statements.addAll(StatementText.plain(resets.stream()));
        }
        statements.addAll(StatementText.plain(wanted.statements(Purpose.ALIGN).filter(sql -> !before.contains(sql))));
        return statements;
    }

    /** Adds what is missing; if there is something else, revokes everything first. */
    private static List<Statement> privileges(CatalogObject current, CatalogObject wanted) {
        List<String> before = current.statements(Purpose.ALIGN).toList();
        List<String> after = wanted.statements(Purpose.ALIGN).toList();
        Stream<String> owner = after.stream().filter(sql -> isOwner(sql) && !before.contains(sql));
        Stream<String> grants = after.stream().filter(sql -> !isOwner(sql));
        boolean isOnlyAdded = before.stream().allMatch(sql -> isOwner(sql) || after.contains(sql));
        return StatementText.plain(
                isOnlyAdded
                        ? Stream.concat(owner, grants.filter(sql -> !before.contains(sql)))
                        : Stream.of(owner, current.statements(Purpose.RESET), grants)
                                .flatMap(statements -> statements));
    }

    private static boolean isOwner(String sql) {
        return sql.startsWith("ALTER ");
    }
}
