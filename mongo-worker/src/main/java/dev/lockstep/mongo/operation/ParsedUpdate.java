package dev.lockstep.mongo.operation;

import dev.lockstep.contract.plan.MongoUpdate;
import dev.lockstep.contract.protocol.StepFailure;
import dev.lockstep.mongo.store.ExtendedJson;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/**
 * The operation as BSON.
 *
 * @param update a document of operators, or an array of pipeline stages
 */
record ParsedUpdate(String collection, BsonDocument filter, BsonValue update, List<BsonDocument> arrayFilters)
        implements UpdateReading {

    /** Reads Extended JSON v2, relaxed or canonical, and refuses what could not be undone exactly. */
    static UpdateReading of(MongoUpdate operation) {
        try {
            ParsedUpdate parsed = parse(operation);
            List<String> objections = UpdateObjections.to(parsed);
            return objections.isEmpty() ? parsed : refused("refused", String.join("; ", objections));
        } catch (RuntimeException e) {
            // The BSON library has no common type for what it cannot read; nothing but reading happens here.
            return refused("unreadable", "not Extended JSON v2: " + e.getMessage());
        }
    }

    private static ParsedUpdate parse(MongoUpdate operation) {
        return new ParsedUpdate(
                operation.collection(),
                ExtendedJson.document(operation.filter()),
                ExtendedJson.value(operation.update()),
                ExtendedJson.documents(operation.arrayFilters()));
    }

    private static UpdateReading refused(String code, String message) {
        return new Refused(StepFailure.Permanent.withoutEffect("mongo.update." + code, message));
    }

    boolean isPipeline() {
        return update instanceof BsonArray;
    }

    /** The top-level fields that the operators name; none for a pipeline, which may touch any. */
    Set<String> namedFields() {
        return UpdatePaths.of(update).map(UpdatePaths::topLevelOf).collect(Collectors.toSet());
    }
}
