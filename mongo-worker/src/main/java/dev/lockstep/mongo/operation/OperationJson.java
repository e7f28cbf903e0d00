package dev.lockstep.mongo.operation;

import dev.lockstep.mongo.target.ExtendedJson;
import dev.lockstep.worker.OperationFailed;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import tools.jackson.databind.JsonNode;

/** Reads the Extended JSON v2 of an operation's fields and refuses what cannot be read. */
final class OperationJson {
    private OperationJson() {}

    static BsonDocument document(String field, JsonNode json) {
        return value(field, json).asDocument();
    }

    static BsonValue value(String field, JsonNode json) {
        try {
            return ExtendedJson.value(json);
        } catch (RuntimeException e) {
            // The BSON library has no common exception type for what it cannot read.
            throw OperationFailed.withoutEffect(
                    "invalid-extended-json",
                    "%s is not Extended JSON v2: %s; correct the value".formatted(field, e.getMessage()));
        }
    }
}
