package dev.lockstep.postgres.operation;

import org.jspecify.annotations.Nullable;

/**
 * An object of the catalog that differs between two readings.
 *
 * @param was its definition; absent if it did not exist
 * @param became its definition; absent if it no longer exists
 */
record CatalogChange(String object, @Nullable String was, @Nullable String became) {
    /** How the names of indexes begin, and of comments on them. */
    static final String INDEX = "index ";

    static final String COMMENT_ON_INDEX = "comment on index ";
    private static final String COLUMN_ORDER = "column order of ";

    /** Two orders of the same columns hold the same data. */
    boolean isColumnOrder() {
        return object.startsWith(COLUMN_ORDER) && was != null && became != null;
    }

    @Override
    public String toString() {
        return "%s was %s and is %s".formatted(object, said(was), said(became));
    }

    private static String said(@Nullable String definition) {
        return definition == null ? "absent" : "«" + definition + "»";
    }
}
