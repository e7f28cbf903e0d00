package dev.lockstep.mongo.unit;

import dev.lockstep.mongo.target.BsonHeap;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bson.BsonDocument;

/** Reads and plans the batches of one sweep. */
final class MongoBatchReader implements AutoCloseable {
    private final UnitPlanner planner;
    private final UnaryOperator<List<BsonDocument>> withoutRow;
    private final MongoMatchCursor matches;

    /** @param withoutRow selects the documents of a batch that have no row yet */
    MongoBatchReader(UnitDispatch dispatch, UnaryOperator<List<BsonDocument>> withoutRow) {
        this.planner = dispatch.planner();
        this.withoutRow = withoutRow;
        this.matches = dispatch.documents().matching();
    }

    PlannedBatch next() {
        List<BsonDocument> batch = matches.nextBatch();
        List<BsonDocument> documents = batch.isEmpty() ? batch : withoutRow.apply(batch);
        PlannedUnits units = planner.plan(documents);
        return new PlannedBatch(
                batch.size(), batch.size() - documents.size(), units, matches.isAtEnd(), isLarge(units));
    }

    private boolean isLarge(PlannedUnits units) {
        return Math.max(matches.batchHeap(), units.heap()) > BsonHeap.MAX_BATCH_BYTES / 2;
    }

    @Override
    public void close() {
        matches.close();
    }
}
