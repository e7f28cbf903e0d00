package dev.lockstep.mongo.operation;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOptions;
import dev.lockstep.mongo.journal.JournalNames;
import dev.lockstep.mongo.target.BsonHeap;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.mongo.unit.BatchPlan;
import dev.lockstep.mongo.unit.DocumentPlanner;
import dev.lockstep.mongo.unit.DocumentsById;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Plans an update: the server updates copies of the documents in a scratch collection, so every operator, array filter
 * and pipeline has exactly the server's effect. The dispatch drops its scratch collection; if it cannot, the next
 * dispatch does.
 */
final class MongoScratchPlanner implements DocumentPlanner {
    private final ParsedUpdate update;
    private final StepContext context;
    private final MongoScratchCollection scratch;

    private MongoScratchPlanner(
            MongoTargetDatabase database, ParsedUpdate update, StepContext context, String scratch) {
        this.update = update;
        this.context = context;
        this.scratch = new MongoScratchCollection(database, update.collection(), scratch);
    }

    static MongoScratchPlanner forApplyOrCompensate(
            MongoTargetDatabase database, ParsedUpdate update, StepContext context) {
        return new MongoScratchPlanner(database, update, context, JournalNames.SCRATCH_PREFIX + context.dispatch());
    }

    /**
     * Preflights do not raise the fence, so several can run at the same time. The name of each scratch collection is
     * therefore random.
     */
    static MongoScratchPlanner forPreflight(MongoTargetDatabase database, ParsedUpdate update, StepContext context) {
        return new MongoScratchPlanner(
                database, update, context, JournalNames.SCRATCH_PREFIX + "preflight_" + new ObjectId().toHexString());
    }

    /**
     * Dry runs do not raise the fence either. The name contains the number of the dispatch, so that a later dry run
     * finds what an interrupted one has left, and is random otherwise.
     */
    static MongoScratchPlanner forDryRun(MongoTargetDatabase database, ParsedUpdate update, StepContext context) {
        return new MongoScratchPlanner(database, update, context, JournalNames.newScratchOfDryRun(context.dispatch()));
    }

    @Override
    public String collection() {
        return update.collection();
    }

    @Override
    public BsonDocument filter() {
        return update.filter();
    }

    @Override
    public long heapPerChange() {
        return BsonHeap.ofDecoded(new BsonDocument("update", update.update()));
    }

    @Override
    public BatchPlan plan(List<BsonDocument> batch) {
        MongoCollection<BsonDocument> copies = scratch.fill(batch);
        updateCopies(copies);
        Failpoints.hit("mongo.scratch.after-update");
        ScratchCopies updated = scratch.read(batch.size());
        checkComplete(updated, batch);
        return new ScratchPlan(updated);
    }

    // A document without a copy would count as unchanged.
    private void checkComplete(ScratchCopies updated, List<BsonDocument> batch) {
        long missing = updated.missing(batch);
        if (missing > 0) {
            context.checkpoint();
            throw OperationFailed.retriable(
                    "scratch-lost",
                    "copies of %d documents are missing in the scratch collection: another dispatch has dropped it, or the primary has changed"
                            .formatted(missing));
        }
    }

    /** The documents that match the filter of the step, each with its {@code _id} only. */
    DocumentsById matching(List<BsonDocument> documents) {
        scratch.fill(documents);
        return scratch.matching(update.filter());
    }

    /** Whether the strings of the collection are compared by a collation, and not byte by byte. */
    boolean hasCollation() {
        return scratch.hasCollation();
    }

    // The filter is the same as for the documents, because a positional $ means the element that the filter matches.
    private void updateCopies(MongoCollection<BsonDocument> copies) {
        UpdateOptions options = new UpdateOptions();
        if (!update.arrayFilters().isEmpty()) {
            options.arrayFilters(update.arrayFilters());
        }
        if (update.update() instanceof BsonDocument operators) {
            copies.updateMany(update.filter(), operators, options);
        } else {
            List<BsonDocument> stages = update.update().asArray().stream()
                    .map(BsonValue::asDocument)
                    .toList();
            copies.updateMany(update.filter(), stages, options);
        }
    }

    @Override
    public void close() {
        scratch.drop();
    }

    /** The copies of one batch after the update. */
    private final class ScratchPlan implements BatchPlan {
        private final ScratchCopies copies;
        private @Nullable DocumentsById stillMatching;

        private ScratchPlan(ScratchCopies copies) {
            this.copies = copies;
        }

        @Override
        public long heap() {
            return copies.heap();
        }

        // On insert, a server replaces an empty top-level timestamp with its time. The copy gets the original value
        // back.
        @Override
        public BsonDocument postImageOf(BsonDocument document) {
            BsonDocument postImage = copies.byId().getOrDefault(idOf(document), document);
            document.forEach((name, value) -> {
                if (value.isTimestamp()
                        && value.asTimestamp().getValue() == 0
                        && !update.namedFields().contains(name)) {
                    postImage.put(name, value);
                }
            });
            return postImage;
        }

        @Override
        public boolean mayStillMatch(BsonDocument document) {
            DocumentsById found = stillMatching;
            if (found == null) {
                found = scratch.matching(update.filter());
                stillMatching = found;
            }
            return found.contains(idOf(document));
        }

        private static BsonValue idOf(BsonDocument document) {
            return document.get("_id", BsonNull.VALUE);
        }
    }
}
