package dev.lockstep.postgres.schema;

import dev.lockstep.contract.protocol.SchemaDifferenceResult.Statement;
import dev.lockstep.postgres.target.JdbcSavepoint;
import dev.lockstep.postgres.unit.CatalogObject;
import dev.lockstep.postgres.unit.ObjectStatement.Purpose;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Replaces an enum type by one with other labels, and converts the columns that have it. No statement removes a label. */
final class JdbcEnumReplacement {
    private static final String COLUMNS =
            """
            SELECT format('ALTER TABLE %I.%I ALTER COLUMN %I ', n.nspname, c.relname, a.attname) AS alter_column,
                   quote_ident(a.attname) AS name, pg_get_expr(d.adbin, d.adrelid) AS expression
              FROM pg_attribute a
              JOIN pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
              JOIN pg_namespace n ON n.oid = c.relnamespace
              LEFT JOIN pg_attrdef d ON a.atthasdef AND d.adrelid = a.attrelid AND d.adnum = a.attnum
             WHERE a.atttypid = CAST(:type AS oid) AND NOT a.attisdropped AND a.attnum > 0 AND a.attinhcount = 0
             ORDER BY 1""";
    private static final String NOTE = "fails if a row has a label that the new type does not have";

    private final JdbcClient jdbc;

    JdbcEnumReplacement(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Column(String alterColumn, String name, @Nullable String expression) {}

    /** The statements; empty if one of the types is no enum. Expressions are read with qualified names. */
    Optional<List<Statement>> statements(CatalogObject current, CatalogObject wanted) {
        EnumLabels labels = EnumLabels.of(current).orElse(null);
        if (labels == null || EnumLabels.of(wanted).isEmpty()) {
            return Optional.empty();
        }
        String type = labels.type();
        String name = type.substring(unqualifiedStart(type));
        String replaced =
                name.startsWith("\"") ? name.substring(0, name.length() - 1) + "_replaced\"" : name + "_replaced";
        List<Statement> statements = new ArrayList<>();
        statements.add(new Statement("ALTER TYPE %s RENAME TO %s".formatted(type, replaced), null));
        statements.addAll(StatementText.plain(wanted.statements(Purpose.CREATE)));
        columns(current).forEach(column -> statements.addAll(conversion(column, type)));
        statements.add(new Statement("DROP TYPE " + type.substring(0, unqualifiedStart(type)) + replaced, null));
        return Optional.of(statements);
    }

    private List<Column> columns(CatalogObject type) {
        return JdbcSavepoint.readCatalog(jdbc, () -> jdbc.sql(COLUMNS)
                .param("type", type.address().oid())
                .query(Column.class)
                .list());
    }

    private static List<Statement> conversion(Column column, String type) {
        List<Statement> statements = new ArrayList<>();
        if (column.expression() != null) {
            statements.add(new Statement(column.alterColumn() + "DROP DEFAULT", null));
        }
        statements.add(new Statement(
                "%sTYPE %s USING %s::text::%s".formatted(column.alterColumn(), type, column.name(), type), NOTE));
        if (column.expression() != null) {
            statements.add(new Statement(column.alterColumn() + "SET DEFAULT " + column.expression(), null));
        }
        return statements;
    }

    /** Where the name begins in a qualified name, of which each part may be in quotes. */
    private static int unqualifiedStart(String qualified) {
        boolean isQuoted = false;
        for (int i = 0; i < qualified.length(); i++) {
            isQuoted ^= qualified.charAt(i) == '"';
            if (!isQuoted && qualified.charAt(i) == '.') {
                return i + 1;
            }
        }
        return 0;
    }
}
