package dev.lockstep.postgres.schema;

import dev.lockstep.postgres.unit.CatalogObject;
import dev.lockstep.postgres.unit.ObjectOrder;
import dev.lockstep.postgres.unit.ObjectStatement.Purpose;
import java.util.Set;

/** Which objects have data that no statement can bring back. */
final class SchemaData {
    private static final Set<String> PARTS = Set.of("column", "comment", "privileges", "partition");

    private SchemaData() {}

    /** Tables, columns with values of their own, and the positions of sequences. */
    static boolean isData(CatalogObject object) {
        return switch (object.kind()) {
            case "column" -> ObjectOrder.hasRows(object) && !isGenerated(object);
            case "sequence" -> object.has(Purpose.DROP);
            default -> ObjectOrder.hasRows(object);
        };
    }

    /** Whether the object is the one at its address, not a part of it such as a column or a comment. */
    static boolean isMain(CatalogObject object) {
        return !PARTS.contains(object.kind());
    }

    /** Whether a column has values that the server computes. */
    static boolean isGenerated(CatalogObject column) {
        return properties(column).contains("; generated ");
    }

    /** The first line of a definition. */
    static String properties(CatalogObject object) {
        int end = object.definition().indexOf('\n');
        return end < 0 ? object.definition() : object.definition().substring(0, end);
    }

    /** The SQL text of a definition; empty if it has none. */
    static String source(CatalogObject object) {
        int end = object.definition().indexOf('\n');
        return end < 0 ? "" : object.definition().substring(end + 1);
    }
}
