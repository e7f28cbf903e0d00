package dev.lockstep.mongo.operation;

import dev.lockstep.contract.plan.MongoRenameField;
import dev.lockstep.contract.plan.MongoUpdate;
import dev.lockstep.contract.plan.PostgresOperation;
import dev.lockstep.contract.plan.RedisOperation;
import dev.lockstep.contract.plan.StepOperation;
import org.bson.BsonDocument;

/** The filters that select the documents of operations. */
public final class OperationFilters {
    private OperationFilters() {}

    /**
     * Returns the filter of an operation.
     *
     * @throws dev.lockstep.worker.OperationFailed if the operation is malformed or not supported
     */
    public static BsonDocument of(StepOperation operation) {
        return switch (operation) {
            case MongoUpdate update -> ParsedUpdate.of(update).filter();
            case MongoRenameField rename -> RenameFieldPlanner.of(rename).filter();
            case PostgresOperation postgres -> throw otherKind(postgres);
            case RedisOperation redis -> throw otherKind(redis);
        };
    }

    private static IllegalArgumentException otherKind(StepOperation operation) {
        return new IllegalArgumentException("%s is not an operation of MongoDB".formatted(operation.type()));
    }
}
