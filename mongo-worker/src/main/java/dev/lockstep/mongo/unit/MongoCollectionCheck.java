package dev.lockstep.mongo.unit;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.OperationFailed;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonString;

/** Refuses collections whose documents cannot be changed and restored one by one. */
final class MongoCollectionCheck {
    private final MongoTargetDatabase database;
    private final DocumentPlanner planner;

    MongoCollectionCheck(MongoTargetDatabase database, DocumentPlanner planner) {
        this.database = database;
        this.planner = planner;
    }

    /**
     * Returns if the collection is suitable.
     *
     * @param collection the server's description of it
     */
    void check(BsonDocument collection) {
        String type = collection.getString("type", new BsonString("collection")).getValue();
        BsonDocument options = collection.getDocument("options", new BsonDocument());
        if (!type.equals("collection")) {
            throw typeRefused("is a " + type);
        }
        if (options.getBoolean("capped", BsonBoolean.FALSE).getValue()) {
            throw typeRefused("is capped");
        }
        checkValidator(options);
    }

    private OperationFailed typeRefused(String found) {
        return OperationFailed.withoutEffect(
                "collection-type",
                "%s %s, so its documents cannot be changed and restored one by one; name an ordinary collection"
                        .formatted(planner.collection(), found));
    }

    // An invalid document can be changed into a valid one, but the validator refuses its pre-image.
    private void checkValidator(BsonDocument options) {
        BsonDocument validator = options.getDocument("validator", new BsonDocument());
        if (validator.isEmpty() || is(options, "validationAction", "warn") || is(options, "validationLevel", "off")) {
            return;
        }
        BsonDocument invalid = database.scannedCollection(planner.collection())
                .find(Filters.and(planner.filter(), Filters.nor(validator)))
                .projection(Projections.include("_id"))
                .first();
        if (invalid != null) {
            throw OperationFailed.withoutEffect(
                    "collection-validator",
                    "document %s does not pass the validator of %s, so it could not be restored; correct the document, exclude it by the filter, or relax the validator"
                            .formatted(BsonText.of(invalid.get("_id", BsonNull.VALUE)), planner.collection()));
        }
    }

    private static boolean is(BsonDocument options, String option, String value) {
        return options.getString(option, new BsonString("")).getValue().equals(value);
    }
}
