package dev.lockstep.mongo.unit;

import dev.lockstep.mongo.target.MongoTargetDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** The rules of a collection that the server checks only when a document is written, so a dry run does not try them. */
final class MongoUntriedRules {
    private static final BsonDocument NONE = new BsonDocument();

    private MongoUntriedRules() {}

    /**
     * Returns a note for each rule that can refuse the step.
     *
     * @param description the server's description of the collection
     * @param changed the top-level fields that the step changes
     */
    static List<String> notes(MongoTargetDatabase database, BsonDocument description, Set<String> changed) {
        List<String> notes = new ArrayList<>();
        if (changed.isEmpty()) {
            return notes;
        }
        String collection = description.getString("name").getValue();
        if (!description
                .getDocument("options", NONE)
                .getDocument("validator", NONE)
                .isEmpty()) {
            notes.add("collection \"%s\" has a validator; whether the changed documents pass it was not tried"
                    .formatted(collection));
        }
        for (BsonDocument index : database.collection(collection).listIndexes(BsonDocument.class)) {
            if (index.getBoolean("unique", BsonBoolean.FALSE).getValue() && hasFieldOf(index, changed)) {
                notes.add(
                        "the step changes fields of the unique index \"%s\"; whether the new values are unique was not tried"
                                .formatted(index.getString("name", new BsonString(""))
                                        .getValue()));
            }
        }
        return notes;
    }

    private static boolean hasFieldOf(BsonDocument index, Set<String> changed) {
        return index.getDocument("key", NONE).keySet().stream()
                .map(path -> path.split("\\.", 2)[0])
                .anyMatch(changed::contains);
    }
}
