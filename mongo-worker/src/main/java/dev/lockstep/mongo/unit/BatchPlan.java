package dev.lockstep.mongo.unit;

import org.bson.BsonDocument;

/** The planned changes of one batch. It is valid until its planner plans the next batch. */
public interface BatchPlan {
    /**
     * The document after the operation; identical to the given one if the operation does not change it.
     *
     * @throws dev.lockstep.worker.OperationFailed if the operation cannot change the document
     */
    BsonDocument postImageOf(BsonDocument document);

    /** The estimated bytes on the heap of planned documents that share no values with the given ones. */
    default long heap() {
        return 0;
    }

    /** Whether a document of the batch may still match the planner's filter after the operation has changed it. */
    boolean mayStillMatch(BsonDocument document);
}
