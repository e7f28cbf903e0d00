package dev.lockstep.postgres.schema;

import dev.lockstep.contract.protocol.SchemaDifferenceResult.Statement;
import dev.lockstep.postgres.unit.CatalogObject;
import dev.lockstep.postgres.unit.ObjectStatement.Purpose;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Statements that add a column with its default, or give it another definition. */
final class ColumnStatements {
    private static final String DROP_IDENTITY = "DROP IDENTITY IF EXISTS";
    private static final String DROP_DEFAULT = "DROP DEFAULT";
    private static final String SET_DEFAULT = " SET DEFAULT ";
    private static final String ADD_GENERATED = "ADD GENERATED ";
    private static final String COLLATION = "collation ";
    private static final String CONVERSION =
            "converts every value and writes the table again while it is locked; values"
                    + " that the new type cannot hold are rounded or refused";
    private static final String RESTART =
            "the new sequence begins at its start value; set its position with setval if the column has values";

    private final CatalogObject current;
    private final CatalogObject wanted;
    private final List<String> before;
    private final List<String> after;

    private ColumnStatements(CatalogObject current, CatalogObject wanted) {
        this.current = current;
        this.wanted = wanted;
        this.before = current.statements(Purpose.ALIGN).toList();
        this.after = wanted.statements(Purpose.ALIGN).toList();
    }

    /** Adds the column. With the default in the same statement, existing rows get it. */
    static List<Statement> add(CatalogObject wanted) {
        List<String> properties = wanted.statements(Purpose.ALIGN).toList();
        String generation = properties.stream()
                .filter(sql -> sql.contains(" " + ADD_GENERATED))
                .map(sql -> sql.substring(sql.indexOf(" " + ADD_GENERATED) + " ADD".length()))
                .findFirst()
                .orElse("");
        String value = properties.stream()
                .filter(sql -> sql.contains(SET_DEFAULT))
                .map(sql -> " DEFAULT " + sql.substring(sql.indexOf(SET_DEFAULT) + SET_DEFAULT.length()))
                .findFirst()
                .orElse("");
        return StatementText.plain(wanted.statements(Purpose.CREATE).map(sql -> sql + generation + value));
    }

    /** The statements, and alternatives if they fail; none if there are none. */
    static List<List<Statement>> alter(CatalogObject current, CatalogObject wanted) {
        ColumnStatements statements = new ColumnStatements(current, wanted);
        if (SchemaData.isGenerated(current)
                && (SchemaData.isGenerated(wanted) || !statements.typeClause().isEmpty())) {
            return List.of(Stream.concat(StatementText.drop(current).stream(), add(wanted).stream())
                    .toList());
        }
        if (SchemaData.isGenerated(wanted) != SchemaData.isGenerated(current)) {
            return List.of();
        }
        return statements.typeClause().isEmpty() ? List.of(statements.properties()) : statements.conversions();
    }

    /** The type with its collation, if it is another one. */
    private String typeClause() {
        String from = typeOf(current);
        String to = typeOf(wanted);
        boolean isCollationRemoved = from.contains(" COLLATE ") && !to.contains(" COLLATE ");
        return from.equals(to) ? "" : to + (isCollationRemoved ? " COLLATE pg_catalog.\"default\"" : "");
    }

    private static String typeWithoutCollation(CatalogObject column) {
        return propertiesOf(column)[0];
    }

    private static String typeOf(CatalogObject column) {
        return typeWithoutCollation(column)
                + Arrays.stream(propertiesOf(column))
                        .filter(property -> property.startsWith(COLLATION))
                        .map(property -> " COLLATE " + property.substring(COLLATION.length()))
                        .findFirst()
                        .orElse("");
    }

    private static String[] propertiesOf(CatalogObject column) {
        return SchemaData.properties(column).split("; ", -1);
    }

    private List<List<Statement>> conversions() {
        Optional<String> alter = alterColumn();
        if (alter.isEmpty()) {
            return List.of();
        }
        String type = alter.get() + "TYPE " + typeClause();
        String using = type + " USING %s::%s".formatted(columnName(alter.get()), typeWithoutCollation(wanted));
        Statement withoutDefault = new Statement(alter.get() + DROP_DEFAULT, null);
        return List.of(
                List.of(new Statement(type, CONVERSION)),
                List.of(new Statement(using, CONVERSION)),
                List.of(withoutDefault, new Statement(type, CONVERSION)),
                List.of(withoutDefault, new Statement(using, CONVERSION)));
    }

    /** The beginning of statements about the column; absent for a column that is altered with another table. */
    private Optional<String> alterColumn() {
        return before.stream()
                .filter(sql -> sql.endsWith(DROP_IDENTITY))
                .map(sql -> sql.substring(0, sql.length() - DROP_IDENTITY.length()))
                .findFirst();
    }

    private static String columnName(String alter) {
        String end = " ALTER COLUMN ";
        return alter.substring(alter.indexOf(end) + end.length()).strip();
    }

    /** Only what differs. Both lists have one statement for each property. */
    private List<Statement> properties() {
        List<Statement> statements = new ArrayList<>(identity());
        List<String> resets = current.statements(Purpose.RESET).toList();
        if (!resets.equals(wanted.statements(Purpose.RESET).toList())) {
            statements.addAll(StatementText.plain(resets.stream()));
        }
        boolean hadIdentity = identityOf(before) != null;
        after.stream()
                .filter(sql -> !before.contains(sql) && !sql.contains(" " + ADD_GENERATED))
                .filter(sql -> !(hadIdentity && sql.endsWith(DROP_DEFAULT)))
                .forEach(sql -> statements.add(new Statement(sql, null)));
        return statements;
    }

    private List<Statement> identity() {
        String from = identityOf(before);
        String to = identityOf(after);
        String alter = alterColumn().orElse("");
        if (alter.isEmpty() || (from == null && to == null)) {
            return List.of();
        }
        if (to == null) {
            return List.of(new Statement(alter + "DROP IDENTITY", "the position of the sequence is lost"));
        }
        if (from != null) {
            return generation(from).equals(generation(to))
                    ? List.of()
                    : List.of(new Statement(alter + "SET GENERATED " + generation(to), null));
        }
        List<Statement> statements = new ArrayList<>();
        if (before.stream().anyMatch(sql -> sql.contains(SET_DEFAULT))) {
            statements.add(new Statement(alter + DROP_DEFAULT, null));
        }
        if (!SchemaData.properties(current).contains("; not null")) {
            statements.add(new Statement(alter + "SET NOT NULL", null));
        }
        statements.add(new Statement(to, RESTART));
        return statements;
    }

    private static @Nullable String identityOf(List<String> statements) {
        return statements.stream()
                .filter(sql -> sql.contains(" " + ADD_GENERATED))
                .findFirst()
                .orElse(null);
    }

    /** ALWAYS or BY DEFAULT. */
    private static String generation(String identity) {
        int start = identity.indexOf(ADD_GENERATED) + ADD_GENERATED.length();
        return identity.substring(start, identity.indexOf(" AS IDENTITY", start));
    }
}
