package dev.lockstep.mongo.unit;

import com.mongodb.client.MongoCollection;
import dev.lockstep.contract.protocol.StepResult;
import dev.lockstep.mongo.journal.JournalNames;
import dev.lockstep.mongo.target.BsonHeap;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.StepContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonInt64;
import org.bson.BsonObjectId;
import org.bson.BsonString;
import org.bson.types.ObjectId;

/** Runs one preflight: tries everything that an apply needs, without a lasting change. */
final class MongoUnitPreflight {
    static final String MISSING_COLLECTION = "the collection does not exist, so no document matches";
    private static final int SAMPLE_SIZE = 10;

    private final MongoTargetDatabase database;
    private final DocumentPlanner planner;
    private final StepContext context;

    MongoUnitPreflight(MongoTargetDatabase database, DocumentPlanner planner, StepContext context) {
        this.database = database;
        this.planner = planner;
        this.context = context;
    }

    StepResult run() {
        Optional<BsonDocument> collection = checkTarget();
        tryJournal();
        tryPlan(sample());
        if (collection.isPresent()) {
            tryGuardedWrite();
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        new MongoUnitDocuments(database, planner).countQuickly().ifPresent(count -> counts.put("matching", count));
        return new StepResult(0, counts, collection.isPresent() ? List.of() : List.of(missingCollection()), null);
    }

    /**
     * Checks the server and the collection with reads only.
     *
     * @return the server's description of the collection; empty if it does not exist
     */
    Optional<BsonDocument> checkTarget() {
        MongoServerCheck.check(database.hello());
        Optional<BsonDocument> collection = database.describe(planner.collection());
        collection.ifPresent(new MongoCollectionCheck(database, planner)::check);
        return collection;
    }

    // Preflights do not raise the fence, so several can run at the same time. Each row therefore has a random _id.
    private void tryJournal() {
        BsonDocument row = new BsonDocument("_id", new BsonString("preflight/" + new ObjectId().toHexString()))
                .append("dispatch", new BsonInt64(context.dispatch().value()));
        MongoCollection<BsonDocument> rows = database.collection(JournalNames.JOURNAL);
        rows.insertOne(row);
        rows.deleteOne(new BsonDocument("_id", row.get("_id")));
    }

    // An empty sample is planned too, because a planner may let the server check the operation.
    private void tryPlan(List<BsonDocument> sample) {
        PlannedUnits.of(sample, planner.plan(sample));
    }

    // With batches of one document, because a few large documents fill the sample.
    private List<BsonDocument> sample() {
        List<BsonDocument> sample = new ArrayList<>();
        try (MongoMatchCursor matches =
                new MongoMatchCursor(database.collectionForScans(planner.collection()), planner.filter(), 1)) {
            int limit = Math.min(SAMPLE_SIZE, new MongoUnitDocuments(database, planner).batchSize());
            int bytes = 0;
            long heap = 0;
            List<BsonDocument> next = matches.nextBatch();
            while (!next.isEmpty() && sample.size() < limit && isWithinLimits(bytes, heap)) {
                sample.addAll(next);
                bytes += DocumentSize.of(next.getFirst());
                heap += matches.batchHeap();
                next = matches.nextBatch();
            }
        }
        return sample;
    }

    private static boolean isWithinLimits(int bytes, long heap) {
        return bytes < DocumentSize.MAX_BATCH_BYTES && heap < BsonHeap.MAX_BATCH_BYTES;
    }

    // The filter matches no document, but the server still checks the permission and the guard's operators.
    private void tryGuardedWrite() {
        BsonDocument matchesNothing = ExactGuard.forFields(
                new BsonObjectId(new ObjectId()), new BsonDocument(), List.of(), new BsonDateTime(0));
        database.collection(planner.collection())
                .updateOne(matchesNothing, new BsonDocument("$set", new BsonDocument("lockstep", new BsonInt32(1))));
    }

    private StepResult.UnitNote missingCollection() {
        return new StepResult.UnitNote(planner.collection(), MISSING_COLLECTION);
    }
}
