package dev.lockstep.postgres.schema;

import dev.lockstep.contract.protocol.SchemaDifferenceResult.Statement;
import dev.lockstep.postgres.unit.CatalogObject;
import dev.lockstep.postgres.unit.ObjectStatement.Purpose;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Statements as a step has them: they fail if the object is not as expected, and remove nothing but their object. */
final class StatementText {
    private static final String CASCADE = " CASCADE";
    private static final String IF_EXISTS = " IF EXISTS ";

    private StatementText() {}

    static List<Statement> drop(CatalogObject object) {
        String note = noteOfDrop(object);
        return object.statements(Purpose.DROP)
                .map(sql -> new Statement(dropOnly(sql), note))
                .toList();
    }

    static List<Statement> create(CatalogObject object) {
        return plain(object.statements(Purpose.CREATE));
    }

    static List<Statement> plain(Stream<String> statements) {
        return statements.map(sql -> new Statement(withoutSemicolon(sql), null)).toList();
    }

    /** The statement without {@code IF EXISTS} and {@code CASCADE}. */
    static String dropOnly(String sql) {
        String single = sql.endsWith(CASCADE) ? sql.substring(0, sql.length() - CASCADE.length()) : sql;
        int start = single.indexOf(IF_EXISTS);
        return start < 0 ? single : single.substring(0, start) + " " + single.substring(start + IF_EXISTS.length());
    }

    private static String withoutSemicolon(String sql) {
        String stripped = sql.stripTrailing();
        return stripped.endsWith(";") ? stripped.substring(0, stripped.length() - 1) : stripped;
    }

    private static @Nullable String noteOfDrop(CatalogObject object) {
        return SchemaData.isData(object) ? "the data of %s are lost".formatted(object.object()) : null;
    }
}
