package dev.lockstep.mongo.journal;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.cursor.TimeoutMode;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import dev.lockstep.contract.protocol.DispatchNumber;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.DispatchSuperseded;
import dev.lockstep.worker.StepKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;

/** The unit rows of one step, read and written for one dispatch. A unit has at most one row per step. */
public final class MongoUnitJournal {
    private static final int PURGE_BATCH = 1_000;
    private static final int BATCHES_PER_CURSOR = 100;
    private static final BsonDocument MISSING = new BsonDocument("$exists", BsonBoolean.FALSE);

    private final MongoTargetDatabase database;
    private final UnitRowCodec codec;
    private final StepKey key;
    private final DispatchNumber dispatch;

    public MongoUnitJournal(MongoTargetDatabase database, StepKey key, DispatchNumber dispatch) {
        this.database = database;
        this.key = key;
        this.dispatch = dispatch;
        this.codec = new UnitRowCodec(key, dispatch);
    }

    /** Takes the units over from earlier dispatches; absent for a step that has never had any. */
    public Optional<UnitProgress> takeOver() {
        BsonDocument found =
                steps().find(eq("_id", JournalNames.progressId(key))).first();
        if (found == null) {
            return Optional.empty();
        }
        UnitProgress progress = UnitRowCodec.progress(found);
        DispatchNumber predecessor = UnitRowCodec.dispatch(found);
        UnitProgress taken = predecessor.equals(dispatch) ? progress : progress.takenOverFrom(predecessor);
        checkpoint(taken);
        return Optional.of(taken);
    }

    /** Writes the step's progress. It precedes the first row, so a step without progress has no rows. */
    public void start() {
        rows().createIndex(
                        Indexes.compoundIndex(Indexes.ascending("step"), Indexes.descending("number")),
                        new IndexOptions().name("units_of_a_step"));
        try {
            steps().insertOne(codec.document(JournalNames.progressId(key), UnitProgress.NONE));
        } catch (MongoWriteException e) {
            if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
                throw e;
            }
            // An earlier dispatch was slow and wrote it just now, but no rows.
            checkpoint(UnitProgress.NONE);
        }
    }

    /**
     * Writes how far the units are settled.
     *
     * @throws DispatchSuperseded if a newer dispatch has taken the units over
     */
    public void checkpoint(UnitProgress progress) {
        BsonDocument change = codec.document(JournalNames.progressId(key), progress);
        BsonValue id = change.remove("_id");
        BsonDocument notNewer = new BsonDocument("_id", id).append("dispatch", codec.upToThisDispatch());
        if (steps().updateOne(notNewer, new BsonDocument("$set", change)).getMatchedCount() == 0) {
            throw new DispatchSuperseded(key, dispatch, "a newer dispatch has taken its units over");
        }
    }

    /** The documents without a valid row. A row that an earlier dispatch wrote after it was taken over is not valid. */
    public List<BsonDocument> withoutRow(List<BsonDocument> documents, UnitProgress progress) {
        Map<BsonValue, BsonDocument> byRowId = new LinkedHashMap<>();
        documents.forEach(document -> byRowId.put(codec.rowId(document.get("_id", BsonNull.VALUE)), document));
        rows().find(in("_id", byRowId.keySet()))
                .projection(Projections.include("_id", "dispatch", "number"))
                .batchSize(1 + documents.size())
                .forEach(row -> {
                    if (codec.isValid(row, progress)) {
                        byRowId.remove(row.get("_id"));
                    }
                });
        return List.copyOf(byRowId.values());
    }

    /** Writes pre-images and intended post-images of units without a row. */
    public void intend(List<UnitRow> intended) {
        try {
            rows().insertMany(intended.stream().map(codec::document).toList(), new InsertManyOptions().ordered(false));
        } catch (MongoBulkWriteException e) {
            if (e.getWriteErrors().stream().anyMatch(error -> error.getCategory() != ErrorCategory.DUPLICATE_KEY)) {
                throw e;
            }
            // Rows of an earlier dispatch whose write window is over: it cannot write their documents any more.
            replaceIntended(intended);
        }
    }

    /** Overwrites the rows of units that are known not to be written. */
    public void replaceIntended(List<UnitRow> intended) {
        List<ReplaceOneModel<BsonDocument>> models = intended.stream()
                .map(row -> new ReplaceOneModel<BsonDocument>(
                        openRow(row), codec.document(row), new ReplaceOptions().upsert(true)))
                .toList();
        try {
            if (!models.isEmpty()) {
                rows().bulkWrite(models);
            }
        } catch (MongoBulkWriteException e) {
            if (e.getWriteErrors().stream().anyMatch(error -> error.getCategory() != ErrorCategory.DUPLICATE_KEY)) {
                throw e;
            }
            throw new DispatchSuperseded(key, dispatch, "a newer dispatch has planned the same documents");
        }
    }

    private BsonDocument openRow(UnitRow row) {
        return new BsonDocument("_id", codec.rowId(row.id()))
                .append("dispatch", codec.upToThisDispatch())
                .append("state", MISSING);
    }

    /** Deletes the rows of units that the step did not change. */
    public void delete(List<UnitRow> unchanged) {
        if (!unchanged.isEmpty()) {
            rows().deleteMany(openRows(unchanged));
        }
    }

    /** Takes over the rows whose documents may or may not be written, and returns them. */
    public List<UnitRow> takeOverUnsettled(UnitProgress progress) {
        List<UnitRow> unsettled = rows().find(Filters.and(ofStep(), gte("number", progress.next())))
                .map(UnitRowCodec::row)
                .into(new ArrayList<>());
        if (!unsettled.isEmpty()) {
            rows().updateMany(openRows(unsettled), Updates.set("dispatch", new BsonInt64(dispatch.value())));
        }
        return unsettled;
    }

    /**
     * Passes on every valid row that no compensation has settled, the last one first.
     *
     * @param batchSize rows per batch
     * @param batchBytes a batch ends with the row that reaches this size, its document included
     */
    public void forEachOpenBatch(UnitProgress progress, int batchSize, int batchBytes, Consumer<List<UnitRow>> settle) {
        int limit = batchSize * BATCHES_PER_CURSOR;
        long below = Long.MAX_VALUE;
        MongoUnitRowReader reader;
        do {
            // The server closes a cursor with its session after 30 minutes, so each cursor has a limit.
            try (MongoCursor<RawBsonDocument> cursor = openRowsBelow(below, batchSize, limit)) {
                reader = new MongoUnitRowReader(cursor, row -> codec.isValid(row, progress));
                for (List<UnitRow> batch = reader.nextBatch(batchSize, batchBytes);
                        !batch.isEmpty();
                        batch = reader.nextBatch(batchSize, batchBytes)) {
                    settle.accept(batch);
                }
                below = reader.lastNumber();
            }
        } while (reader.rowsRead() == limit);
    }

    private MongoCursor<RawBsonDocument> openRowsBelow(long number, int batchSize, int limit) {
        return database.scannedCollection(JournalNames.UNITS)
                .withDocumentClass(RawBsonDocument.class)
                .find(Filters.and(ofStep(), lt("number", number), Filters.exists("state", false)))
                .sort(Indexes.descending("number"))
                .limit(limit)
                .batchSize(batchSize)
                .timeoutMode(TimeoutMode.ITERATION)
                .iterator();
    }

    public void markRestored(List<UnitRow> units) {
        if (!units.isEmpty()) {
            rows().updateMany(openRows(units), Updates.set("state", UnitRowCodec.RESTORED));
        }
    }

    public void markInConflict(List<UnitConflict> conflicts) {
        List<UpdateOneModel<BsonDocument>> models = conflicts.stream()
                .map(conflict -> new UpdateOneModel<BsonDocument>(
                        openRows(List.of(conflict.row())), new BsonDocument("$set", codec.conflictState(conflict))))
                .toList();
        if (!models.isEmpty()) {
            rows().bulkWrite(models);
        }
    }

    public UnitTally tally() {
        Map<BsonValue, Long> counts = new HashMap<>();
        database.scannedCollection(JournalNames.UNITS)
                .aggregate(
                        List.of(Aggregates.match(ofStep()), Aggregates.group("$state", Accumulators.sum("rows", 1L))))
                .forEach(group -> counts.put(
                        group.get("_id", BsonNull.VALUE),
                        group.getNumber("rows").longValue()));
        return new UnitTally(
                counts.getOrDefault(new BsonString(UnitRowCodec.RESTORED), 0L),
                counts.getOrDefault(new BsonString(UnitRowCodec.CONFLICT), 0L));
    }

    public List<UnitConflict> conflictSamples(int limit) {
        return rows().find(Filters.and(ofStep(), eq("state", UnitRowCodec.CONFLICT)))
                .limit(limit)
                .map(UnitRowCodec::conflict)
                .into(new ArrayList<>());
    }

    void purge() {
        List<BsonValue> ids = someRowIds();
        while (!ids.isEmpty()) {
            rows().deleteMany(in("_id", ids));
            ids = someRowIds();
        }
        steps().deleteOne(eq("_id", JournalNames.progressId(key)));
    }

    private List<BsonValue> someRowIds() {
        return rows().find(ofStep())
                .projection(Projections.include("_id"))
                .limit(PURGE_BATCH)
                .map(row -> row.get("_id"))
                .into(new ArrayList<>());
    }

    // Rows that a newer dispatch has taken over are left out.
    private BsonDocument openRows(List<UnitRow> units) {
        List<BsonString> ids = units.stream().map(row -> codec.rowId(row.id())).toList();
        return new BsonDocument("_id", new BsonDocument("$in", new BsonArray(ids)))
                .append("dispatch", codec.upToThisDispatch())
                .append("state", MISSING);
    }

    private Bson ofStep() {
        return eq("step", key.toString());
    }

    private MongoCollection<BsonDocument> rows() {
        return database.collection(JournalNames.UNITS);
    }

    private MongoCollection<BsonDocument> steps() {
        return database.collection(JournalNames.STEPS);
    }
}
