package dev.lockstep.mongo.unit;

import org.bson.BsonDocument;

/** The planned changes of one batch; valid until its planner plans the next one. */
public interface BatchPlan {
    /**
     * The document as the operation leaves it; identical if the operation does not change it.
     *
     * @throws dev.lockstep.worker.OperationFailed if the operation cannot change the document
     */
    BsonDocument postImageOf(BsonDocument document);

    /** Whether the document, which the operation changes, may still match the planner's filter afterwards. */
    boolean mayStillMatch(BsonDocument document);
}
