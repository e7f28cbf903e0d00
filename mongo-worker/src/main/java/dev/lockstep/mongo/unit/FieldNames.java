package dev.lockstep.mongo.unit;

/** Which top-level field names a query can address. */
final class FieldNames {
    private FieldNames() {}

    /** A query reads a dot as a path and a dollar sign as an operator, and has no form for an empty name. */
    static boolean isAddressable(String name) {
        return !name.isEmpty() && !name.contains(".") && !name.contains("$");
    }
}
