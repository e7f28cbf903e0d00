package dev.lockstep.mongo.operation;

/** Which names of fields a query can speak of. */
final class FieldNames {
    private FieldNames() {}

    /** A dot would mean a path, a dollar an operator, and nothing at all nothing. */
    static boolean canBeAsked(String name) {
        return !name.isEmpty() && !name.contains(".") && !name.contains("$");
    }
}
