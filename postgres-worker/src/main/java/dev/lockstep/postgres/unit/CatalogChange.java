package dev.lockstep.postgres.unit;

import org.jspecify.annotations.Nullable;

/**
 * The definitions of one catalog object in two snapshots.
 *
 * @param object the object's kind and qualified name, such as {@code index public.i}
 * @param before the earlier definition; absent if the object did not exist
 * @param after the later definition; absent if the object no longer existed
 */
public record CatalogChange(String object, @Nullable String before, @Nullable String after) {
    /** Prefix of {@link #object} for an index. */
    public static final String INDEX = "index ";

    /** Prefix of {@link #object} for a comment on an index. */
    public static final String COMMENT_ON_INDEX = "comment on index ";

    /** Prefix of {@link #object} for the order of the columns of a table. */
    public static final String COLUMN_ORDER = "column order of ";

    /** Whether the change is only in the order of a table's columns; both orders hold the same data. */
    boolean isColumnOrder() {
        return object.startsWith(COLUMN_ORDER) && before != null && after != null;
    }

    /** The change as a statement would name it, such as {@code create index public.i}. */
    public String toWords() {
        if (before == null) {
            return "create " + object;
        }
        return after == null ? "drop " + object : "alter " + object;
    }

    @Override
    public String toString() {
        return before != null && after != null
                ? DefinitionDiff.of(object, before, after)
                : "%s was %s and is %s".formatted(object, textOf(before), textOf(after));
    }

    private static String textOf(@Nullable String definition) {
        return definition == null ? "absent" : "«" + DefinitionDiff.summary(definition) + "»";
    }
}
