package dev.lockstep.mongo.unit;

import java.util.List;
import org.bson.BsonDocument;

/**
 * Computes one operation's document changes, batch by batch, without writing them. One planner serves one dispatch.
 *
 * <p>The engine writes the planned post-images. If an application changes a document before that, the engine plans the
 * document again.
 */
public interface DocumentPlanner extends AutoCloseable {
    /** The collection whose documents are changed. */
    String collection();

    /** The filter of the documents that the operation may change; also a condition of every write. */
    BsonDocument filter();

    /**
     * The estimated bytes on the heap that the operation adds to one document. Batches are smaller if the changes of
     * all their documents would need too much.
     */
    default long heapPerChange() {
        return 0;
    }

    /**
     * Plans documents that match the filter.
     *
     * @throws dev.lockstep.worker.OperationFailed if the operation cannot change one of them
     */
    BatchPlan plan(List<BsonDocument> batch);

    /**
     * Releases the resources of the planner. After a failed apply or compensation, whose last command may still run on
     * the server, the next dispatch drops its scratch collection instead.
     */
    @Override
    default void close() {}
}
