package dev.lockstep.mongo.operation;

import dev.lockstep.contract.plan.MongoRenameField;
import dev.lockstep.mongo.unit.BatchPlan;
import dev.lockstep.mongo.unit.DocumentPlanner;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;

/**
 * Plans {@code mongo.rename-field} in the worker.
 *
 * @param filter the operation's filter and the condition that the document has the field
 */
record RenameFieldPlanner(String collection, BsonDocument filter, FieldRename rename) implements DocumentPlanner {
    /** @throws dev.lockstep.worker.OperationFailed if the operation is malformed or not supported */
    static RenameFieldPlanner of(MongoRenameField operation) {
        BsonDocument filter = OperationJsonParser.parseDocument("filter", operation.filter());
        new OperationRules()
                .checkCollection(operation.collection())
                .checkExpressions("operation.filter", filter)
                .refuseViolations();
        FieldRename rename = new FieldRename(
                FieldPath.parse(operation.from()), FieldPath.parse(operation.to()), operation.existing());
        return new RenameFieldPlanner(operation.collection(), withExistsCondition(filter, operation.from()), rename);
    }

    private static BsonDocument withExistsCondition(BsonDocument filter, String path) {
        BsonDocument hasField = new BsonDocument(path, new BsonDocument("$exists", BsonBoolean.TRUE));
        return filter.equals(hasField) ? filter : new BsonDocument("$and", new BsonArray(List.of(filter, hasField)));
    }

    @Override
    public BatchPlan plan(List<BsonDocument> batch) {
        return new RenamePlan(rename);
    }

    private record RenamePlan(FieldRename rename) implements BatchPlan {
        @Override
        public BsonDocument postImageOf(BsonDocument document) {
            return rename.applyTo(document);
        }

        /** Always false: a changed document does not have the field, which the filter requires. */
        @Override
        public boolean mayStillMatch(BsonDocument document) {
            return false;
        }
    }
}
