package dev.lockstep.mongo.unit;

import dev.lockstep.contract.protocol.DryRunFindings;
import dev.lockstep.contract.protocol.DryRunResult;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.mongo.journal.MongoUnitJournal;
import dev.lockstep.mongo.target.BsonHeap;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.StepContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.jspecify.annotations.Nullable;

/**
 * Plans every matching document as the first sweep of an apply does, in the same batches, and counts what the apply
 * would write. While one batch is planned, a second thread reads the next.
 *
 * <p>The estimated duration is the time of this reading and planning, plus the time in which the last applies on the
 * target wrote as many units.
 */
final class MongoUnitDryRun {
    private final MongoTargetDatabase database;
    private final DocumentPlanner planner;
    private final StepContext context;
    private final MongoUnitDocuments documents;
    private final PlannedTotals totals;

    MongoUnitDryRun(MongoTargetDatabase database, DocumentPlanner planner, StepContext context) {
        this.database = database;
        this.planner = planner;
        this.context = context;
        this.documents = new MongoUnitDocuments(database, planner);
        this.totals = new PlannedTotals(
                planner.collection(),
                new MongoUnitJournal(database, context.key(), context.dispatch()),
                context.masking());
    }

    DryRunResult run() {
        Optional<BsonDocument> collection = new MongoUnitPreflight(database, planner, context).checkTarget();
        long start = System.nanoTime();
        MongoUntriedRules rules = collection
                .map(found -> MongoUntriedRules.of(database, found))
                .orElse(new MongoUntriedRules(List.of(), List.of(), false));
        try (MongoUniqueKeys keys = new MongoUniqueKeys(database, planner.collection(), rules.tried(), context)) {
            sweep(keys);
            keys.addOthers();
        }
        Duration planning = Duration.ofNanos(System.nanoTime() - start);
        return new DryRunResult(
                totals.changed(),
                totals.counts(),
                totals.samples(),
                totals.journalBytes(),
                planning.plus(database.writeTime().of(totals.changed())).toMillis(),
                DryRunResult.Undo.of(totals.undoDifferences(), DryRunResult.Exactness.EXACT),
                collection.isPresent()
                        ? rules.notes(totals.changedFields())
                        : List.of(MongoUnitPreflight.MISSING_COLLECTION),
                findings());
    }

    private void sweep(MongoUniqueKeys keys) {
        try (MongoMatchCursor matches = documents.matching();
                ReadAhead<MatchedBatch> batches = new ReadAhead<>(() -> MatchedBatch.next(matches))) {
            MatchedBatch batch = batches.take();
            // An empty batch is planned too, because a planner may let the server check the operation.
            Long total = batch.isLast() ? (Long) (long) batch.documents().size() : count();
            do {
                if (!batch.isLarge()) {
                    batches.start();
                }
                context.checkpoint();
                PlannedUnits units = PlannedUnits.of(batch.documents(), planner.plan(batch.documents()));
                totals.add(units);
                keys.add(units);
                context.progress(new Progress(totals.documents(), total));
                batch = batches.take();
            } while (!batch.documents().isEmpty());
        }
    }

    private @Nullable Long count() {
        var counted = documents.countQuickly();
        return counted.isPresent() ? (Long) counted.getAsLong() : null;
    }

    private DryRunFindings findings() {
        MongoQueryPlan plan = MongoQueryPlan.explain(database, planner.collection(), planner.filter());
        long estimated = database.collection(planner.collection()).estimatedDocumentCount();
        return new DryRunFindings.Mongo(planner.collection(), estimated, plan.index(), plan.text());
    }

    /** A batch as it was read. */
    private record MatchedBatch(List<BsonDocument> documents, boolean isLast, boolean isLarge) {
        private static MatchedBatch next(MongoMatchCursor matches) {
            List<BsonDocument> batch = new ArrayList<>(matches.nextBatch());
            return new MatchedBatch(batch, matches.isAtEnd(), matches.batchHeap() > BsonHeap.MAX_BATCH_BYTES / 2);
        }
    }
}
