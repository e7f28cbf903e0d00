package dev.lockstep.mongo.operation;

import dev.lockstep.contract.plan.MongoUpdate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * A {@code mongo.update} as BSON, whose effect can be undone exactly.
 *
 * @param update a document of operators, or an array of pipeline stages
 */
record ParsedUpdate(String collection, BsonDocument filter, BsonValue update, List<BsonDocument> arrayFilters) {
    /** @throws dev.lockstep.worker.OperationFailed if the operation cannot be read or is not supported */
    static ParsedUpdate of(MongoUpdate operation) {
        ParsedUpdate parsed = new ParsedUpdate(
                operation.collection(),
                OperationJson.document("filter", operation.filter()),
                OperationJson.value("update", operation.update()),
                operation.arrayFilters().stream()
                        .map(filter -> OperationJson.document("arrayFilters", filter))
                        .toList());
        UpdateRules.of(parsed)
                .collection(parsed.collection)
                .expressions("/filter", parsed.filter)
                .expressions("/update", parsed.update)
                .expressions("/arrayFilters", new BsonArray(parsed.arrayFilters))
                .check();
        return parsed;
    }

    /** The top-level fields that the operators name; empty for a pipeline, which can change any. */
    Set<String> namedFields() {
        return UpdatePaths.of(update).map(UpdatePaths::topLevelFieldOf).collect(Collectors.toSet());
    }
}
