package dev.lockstep.contract.plan;

/** Checks that a plan may change a collection. */
final class MongoCollectionCheck {
    private MongoCollectionCheck() {}

    /**
     * Checks the field {@code collection} of an operation.
     *
     * @throws InvalidValue if the name is blank, contains {@code $} or is the name of a system collection
     */
    static void validate(String collection) {
        if (collection.isBlank()) {
            throw invalid("operation.collection is blank", "write the name of a collection, such as users");
        }
        if (collection.startsWith("system.")) {
            throw invalid(
                    "operation.collection is \"%s\", which is a system collection".formatted(collection),
                    "write the name of an application's collection");
        }
        if (collection.contains("$")) {
            throw invalid(
                    "operation.collection is \"%s\", which contains $".formatted(collection),
                    "write the name of a collection without $");
        }
    }

    private static InvalidValue invalid(String message, String hint) {
        return InvalidValue.in("collection", message, hint);
    }
}
