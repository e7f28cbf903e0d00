package dev.lockstep.mongo.operation;

import dev.lockstep.contract.plan.MongoUpdate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * The fields of a {@code mongo.update} as BSON. The update follows the rules, so it can be undone exactly.
 *
 * @param update a document of operators, or an array of pipeline stages
 */
record ParsedUpdate(String collection, BsonDocument filter, BsonValue update, List<BsonDocument> arrayFilters) {
    /** @throws dev.lockstep.worker.OperationFailed if the operation is malformed or not supported */
    static ParsedUpdate of(MongoUpdate operation) {
        ParsedUpdate parsed = new ParsedUpdate(
                operation.collection(),
                OperationJsonParser.parseDocument("filter", operation.filter()),
                OperationJsonParser.parseValue("update", operation.update()),
                operation.arrayFilters().stream()
                        .map(filter -> OperationJsonParser.parseDocument("arrayFilters", filter))
                        .toList());
        UpdateRules.check(parsed)
                .checkCollection(parsed.collection)
                .checkExpressions("operation.filter", parsed.filter)
                .checkExpressions("operation.update", parsed.update)
                .checkExpressions("operation.arrayFilters", new BsonArray(parsed.arrayFilters))
                .refuseViolations();
        return parsed;
    }

    /** The top-level fields that the operators name; empty for a pipeline, which can change any field. */
    Set<String> namedFields() {
        return UpdatePaths.of(update).map(UpdatePaths::topLevelFieldOf).collect(Collectors.toSet());
    }
}
