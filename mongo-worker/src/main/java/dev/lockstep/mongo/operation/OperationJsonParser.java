package dev.lockstep.mongo.operation;

import dev.lockstep.mongo.target.ExtendedJson;
import dev.lockstep.worker.OperationFailed;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import tools.jackson.databind.JsonNode;

/** Parses the Extended JSON v2 of an operation's fields, and refuses a field that is malformed. */
final class OperationJsonParser {
    private OperationJsonParser() {}

    static BsonDocument parseDocument(String field, JsonNode json) {
        return parseValue(field, json).asDocument();
    }

    static BsonValue parseValue(String field, JsonNode json) {
        try {
            return ExtendedJson.parseValue(json);
        } catch (RuntimeException e) {
            // The BSON library has no common exception type for malformed JSON.
            throw OperationFailed.withoutEffect(
                    "invalid-extended-json",
                    "operation.%s is not Extended JSON v2: %s; correct the value".formatted(field, e.getMessage()));
        }
    }
}
