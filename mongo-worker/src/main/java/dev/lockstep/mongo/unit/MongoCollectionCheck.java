package dev.lockstep.mongo.unit;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.OperationFailed;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonString;

/** Refuses collections whose documents cannot be changed and restored individually. */
final class MongoCollectionCheck {
    private final MongoTargetDatabase database;
    private final DocumentPlanner planner;

    MongoCollectionCheck(MongoTargetDatabase database, DocumentPlanner planner) {
        this.database = database;
        this.planner = planner;
    }

    /**
     * Checks that the collection is suitable.
     *
     * @param collection the server's description of the collection
     */
    void check(BsonDocument collection) {
        String type = collection.getString("type", new BsonString("collection")).getValue();
        BsonDocument options = collection.getDocument("options", new BsonDocument());
        if (!type.equals("collection")) {
            throw unsuitable("is a " + type);
        }
        if (options.getBoolean("capped", BsonBoolean.FALSE).getValue()) {
            throw unsuitable("is capped");
        }
        checkValidator(options);
    }

    private OperationFailed unsuitable(String found) {
        return OperationFailed.withoutEffect(
                "collection-type",
                "collection \"%s\" %s, but only an ordinary collection can be changed and restored document by document; name an ordinary collection"
                        .formatted(planner.collection(), found));
    }

    // The step may make an invalid document valid. Then the validator would refuse the pre-image at the restore.
    private void checkValidator(BsonDocument options) {
        BsonDocument validator = options.getDocument("validator", new BsonDocument());
        if (validator.isEmpty()
                || hasOption(options, "validationAction", "warn")
                || hasOption(options, "validationLevel", "off")) {
            return;
        }
        BsonDocument invalid = database.collectionForScans(planner.collection())
                .find(Filters.and(planner.filter(), Filters.nor(validator)))
                .projection(Projections.include("_id"))
                .first();
        if (invalid != null) {
            throw OperationFailed.withoutEffect(
                    "collection-validator",
                    "document %s does not pass the validator of collection \"%s\", so a compensation could not restore it; correct the document, exclude it by the filter, or relax the validator"
                            .formatted(BsonText.of(invalid.get("_id", BsonNull.VALUE)), planner.collection()));
        }
    }

    private static boolean hasOption(BsonDocument options, String option, String value) {
        return options.getString(option, new BsonString("")).getValue().equals(value);
    }
}
