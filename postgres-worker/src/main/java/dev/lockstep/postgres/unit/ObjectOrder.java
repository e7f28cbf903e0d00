package dev.lockstep.postgres.unit;

import dev.lockstep.postgres.unit.ObjectStatement.Purpose;
import java.util.Comparator;
import java.util.List;

/** The order in which objects are created; they are dropped in the reverse order. */
public final class ObjectOrder {
    public static final Comparator<CatalogObject> CREATION =
            Comparator.comparingInt(ObjectOrder::rank).thenComparing(CatalogObject::object);

    private static final List<String> KINDS = List.of(
            "extension",
            "schema",
            "type",
            "sequence",
            "routine",
            "table",
            "partition",
            "column",
            "constraint",
            "index",
            "statistics",
            "view",
            "foreign-key",
            "trigger",
            "rule",
            "policy",
            "publication",
            "privileges",
            "comment");
    private static final int LAST_BEFORE_ROWS = KINDS.indexOf("partition");

    private ObjectOrder() {}

    private static int rank(CatalogObject object) {
        int rank = KINDS.indexOf(kindOf(object));
        return rank < 0 ? KINDS.indexOf("view") : rank;
    }

    private static String kindOf(CatalogObject object) {
        return switch (object.kind()) {
            case "table" -> isView(object) ? "view" : "table";
            case "constraint" -> isForeignKey(object) ? "foreign-key" : "constraint";
            default -> object.kind();
        };
    }

    /** Whether rows can only be written when the object exists. */
    public static boolean isNeededByRows(CatalogObject object) {
        return rank(object) <= LAST_BEFORE_ROWS || isDomainConstraint(object);
    }

    private static boolean isDomainConstraint(CatalogObject object) {
        return object.kind().equals("constraint")
                && object.statements().stream()
                        .anyMatch(statement -> statement.sql().startsWith("ALTER DOMAIN"));
    }

    private static boolean isForeignKey(CatalogObject object) {
        return object.kind().equals("constraint") && object.definition().contains("\nFOREIGN KEY ");
    }

    private static boolean isView(CatalogObject object) {
        return object.kind().equals("table")
                && (object.definition().startsWith("view")
                        || object.definition().startsWith("materialized view"));
    }

    /** Whether the object has rows of its own, or is a part of such a table: it is never created without them. */
    public static boolean hasRows(CatalogObject object) {
        return (object.kind().equals("table") && !isView(object))
                || (object.kind().equals("column") && object.has(Purpose.CREATE));
    }
}
