package dev.lockstep.mongo.unit;

import java.util.List;
import org.bson.BsonDocument;

/**
 * What one operation does to documents, worked out batch by batch and never written. One planner serves one dispatch.
 *
 * <p>The engine writes the planned post-images, so a planner may plan a document twice: again after an application has
 * changed it.
 */
public interface DocumentPlanner extends AutoCloseable {
    /** The collection whose documents are changed. */
    String collection();

    /** The documents that the operation may change; also a condition of every write. */
    BsonDocument filter();

    /** Called before the first batch, when no earlier dispatch can write any more. */
    default void prepare() {}

    /**
     * Plans documents that match the filter.
     *
     * @throws dev.lockstep.worker.OperationFailed if the operation cannot change one of them
     */
    BatchPlan plan(List<BsonDocument> batch);

    /**
     * Releases what the planner has created. Not called after a failed apply or compensation, whose last command may
     * still run on the server; there the {@link #prepare} of the next dispatch does it.
     */
    @Override
    default void close() {}
}
