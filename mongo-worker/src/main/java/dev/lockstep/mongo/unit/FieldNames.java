package dev.lockstep.mongo.unit;

/** Checks names of top-level fields. */
public final class FieldNames {
    private FieldNames() {}

    /**
     * Whether a query can address the field. In a query, a dot separates the names of a path, a dollar sign starts an
     * operator, and a name is not empty.
     */
    public static boolean isAddressable(String name) {
        return !name.isEmpty() && !name.contains(".") && !name.contains("$");
    }
}
