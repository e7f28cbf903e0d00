package dev.lockstep.mongo.unit;

import dev.lockstep.mongo.target.MongoTargetDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * The rules of a collection that the server checks when a document is written.
 *
 * @param tried the unique indexes that a dry run tries
 * @param untried the other unique indexes: those with a condition, and those of large collections
 */
record MongoUntriedRules(List<BsonDocument> tried, List<BsonDocument> untried, boolean hasValidator) {
    /** The dry run writes the keys of all documents into a scratch collection, which should not take long. */
    private static final long MAX_DOCUMENTS = 1_000_000;

    private static final BsonDocument NONE = new BsonDocument();

    /** @param description the server's description of the collection */
    static MongoUntriedRules of(MongoTargetDatabase database, BsonDocument description) {
        String collection = description.getString("name").getValue();
        boolean isSmall = database.collection(collection).estimatedDocumentCount() <= MAX_DOCUMENTS;
        List<BsonDocument> tried = new ArrayList<>();
        List<BsonDocument> untried = new ArrayList<>();
        for (BsonDocument index : database.collection(collection).listIndexes(BsonDocument.class)) {
            if (index.getBoolean("unique", BsonBoolean.FALSE).getValue()) {
                (isSmall && !index.containsKey("partialFilterExpression") ? tried : untried).add(index);
            }
        }
        tried.removeIf(index -> fieldsOf(List.of(index)).equals(Set.of("_id")));
        boolean hasValidator = !description
                .getDocument("options", NONE)
                .getDocument("validator", NONE)
                .isEmpty();
        return new MongoUntriedRules(tried, untried, hasValidator);
    }

    /** The top-level fields of indexes. */
    static Set<String> fieldsOf(List<BsonDocument> indexes) {
        return indexes.stream()
                .flatMap(index -> index.getDocument("key", NONE).keySet().stream())
                .map(path -> path.split("\\.", 2)[0])
                .collect(Collectors.toSet());
    }

    /**
     * Returns a note for each rule that was not tried and can refuse the step.
     *
     * @param changed the top-level fields that the step changes
     */
    List<String> notes(Set<String> changed) {
        List<String> notes = new ArrayList<>();
        if (hasValidator && !changed.isEmpty()) {
            notes.add("the collection has a validator; whether the changed documents pass it was not tried");
        }
        untried.stream()
                .filter(index -> fieldsOf(List.of(index)).stream().anyMatch(changed::contains))
                .forEach(index -> notes.add(
                        "the step changes fields of the unique index \"%s\"; whether the new values are unique was not tried"
                                .formatted(index.getString("name", new BsonString(""))
                                        .getValue())));
        return notes;
    }
}
