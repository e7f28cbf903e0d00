package dev.lockstep.contract.plan;

/** The collection that an operation changes. */
final class MongoCollectionName {
    private MongoCollectionName() {}

    /**
     * Returns if a plan may change the collection.
     *
     * @throws InvalidValue of the field {@code collection}
     */
    static void check(String collection) {
        if (collection.isBlank() || collection.startsWith("system.") || collection.contains("$")) {
            throw InvalidValue.in(
                    "collection",
                    "collection is \"%s\", which a plan may not change".formatted(collection),
                    "name an application collection: not blank, not starting with system., without $");
        }
    }
}
