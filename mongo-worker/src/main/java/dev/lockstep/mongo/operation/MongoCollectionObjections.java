package dev.lockstep.mongo.operation;

import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.mongo.store.MongoStore;
import java.util.Optional;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonString;

/** What a collection is that keeps its documents from being changed and put back one by one. */
final class MongoCollectionObjections {
    private final MongoStore store;
    private final ParsedUpdate update;

    MongoCollectionObjections(MongoStore store, ParsedUpdate update) {
        this.store = store;
        this.update = update;
    }

    /** @param collection what the server's list says of it */
    Optional<StepFailure> to(BsonDocument collection) {
        String type = collection.getString("type", new BsonString("collection")).getValue();
        BsonDocument options = collection.getDocument("options", new BsonDocument());
        if (!type.equals("collection")) {
            return ofType("a " + type);
        }
        return options.getBoolean("capped", BsonBoolean.FALSE).getValue()
                ? ofType("capped, and drops documents as others grow")
                : toValidator(options);
    }

    private Optional<StepFailure> ofType(String type) {
        return refused(
                "collection-type",
                "%s is %s: its documents are not its own to be changed one by one"
                        .formatted(update.collection(), type));
    }

    // What is not valid now can be changed, but a server would not take it back as it was.
    private Optional<StepFailure> toValidator(BsonDocument options) {
        BsonDocument validator = options.getDocument("validator", new BsonDocument());
        if (validator.isEmpty() || is(options, "validationAction", "warn") || is(options, "validationLevel", "off")) {
            return Optional.empty();
        }
        BsonDocument invalid = store.scanned(update.collection())
                .find(Filters.and(update.filter(), Filters.nor(validator)))
                .projection(Projections.include("_id"))
                .first();
        return invalid == null
                ? Optional.empty()
                : refused(
                        "validator",
                        "document %s does not pass the validator of %s, so it could not be put back as it is"
                                .formatted(Shown.id(invalid.get("_id", BsonNull.VALUE)), update.collection()));
    }

    private static boolean is(BsonDocument options, String option, String value) {
        return options.getString(option, new BsonString("")).getValue().equals(value);
    }

    private static Optional<StepFailure> refused(String code, String message) {
        return Optional.of(StepFailure.Permanent.withoutEffect("mongo.update." + code, message));
    }
}
