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
import dev.lockstep.mongo.store.MongoStore;
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

/** The rows of one step's units; a unit has at most one, whoever writes it. */
public final class MongoUnitJournal {
    private static final int PURGE_BATCH = 1_000;
    private static final int BATCHES_PER_CURSOR = 100;
    private static final BsonDocument MISSING = new BsonDocument("$exists", BsonBoolean.FALSE);

    private final MongoStore store;
    private final UnitRowCodec codec;
    private final StepKey key;
    private final DispatchNumber dispatch;

    public MongoUnitJournal(MongoStore store, StepKey key, DispatchNumber dispatch) {
        this.store = store;
        this.key = key;
        this.dispatch = dispatch;
        this.codec = new UnitRowCodec(key, dispatch);
    }

    /** How far the units have come, taken over from older dispatches; absent for a step that never had any. */
    public Optional<UnitProgress> takeOver() {
        BsonDocument found = steps().find(eq("_id", Journal.progressId(key))).first();
        if (found == null) {
            return Optional.empty();
        }
        UnitProgress progress = UnitRowCodec.progress(found);
        DispatchNumber predecessor = UnitRowCodec.dispatch(found);
        UnitProgress taken = predecessor.equals(dispatch) ? progress : progress.after(predecessor);
        checkpoint(taken);
        return Optional.of(taken);
    }

    /** Written before the first row, so that a step without it is known to have none. */
    public void begin() {
        rows().createIndex(
                        Indexes.compoundIndex(Indexes.ascending("step"), Indexes.descending("number")),
                        new IndexOptions().name("units_of_a_step"));
        try {
            steps().insertOne(codec.document(Journal.progressId(key), UnitProgress.NONE));
        } catch (MongoWriteException e) {
            if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
                throw e;
            }
            // An older dispatch that woke up since: it began, and got no further.
            checkpoint(UnitProgress.NONE);
        }
    }

    /** Never takes back what a newer dispatch has written. */
    public void checkpoint(UnitProgress progress) {
        BsonDocument change = codec.document(Journal.progressId(key), progress);
        BsonValue id = change.remove("_id");
        BsonDocument notNewer = new BsonDocument("_id", id).append("dispatch", codec.notNewer());
        if (steps().updateOne(notNewer, new BsonDocument("$set", change)).getMatchedCount() == 0) {
            throw new DispatchSuperseded(key, dispatch, "a newer one has taken its units over");
        }
    }

    /** Those of the documents that have no row; one that an older dispatch wrote when it woke up too late is none. */
    public List<BsonDocument> withoutRow(List<BsonDocument> documents, UnitProgress progress) {
        Map<BsonValue, BsonDocument> byRowId = new LinkedHashMap<>();
        documents.forEach(document -> byRowId.put(codec.rowId(document.get("_id", BsonNull.VALUE)), document));
        rows().find(in("_id", byRowId.keySet()))
                .projection(Projections.include("_id", "dispatch", "number"))
                .batchSize(1 + documents.size())
                .forEach(row -> {
                    if (codec.counts(row, progress)) {
                        byRowId.remove(row.get("_id"));
                    }
                });
        return List.copyOf(byRowId.values());
    }

    /** Writes pre-images and intended post-images together. */
    public void intend(List<UnitRow> intended) {
        try {
            rows().insertMany(intended.stream().map(codec::document).toList(), new InsertManyOptions().ordered(false));
        } catch (MongoBulkWriteException e) {
            if (e.getWriteErrors().stream().anyMatch(error -> error.getCategory() != ErrorCategory.DUPLICATE_KEY)) {
                throw e;
            }
            // Rows of an older dispatch that woke up since: its writes can no longer follow, ours do.
            intendAnew(intended);
        }
    }

    /** Overwrites what was intended for documents that are known not to have been touched. */
    public void intendAnew(List<UnitRow> intended) {
        List<ReplaceOneModel<BsonDocument>> models = intended.stream()
                .map(row -> new ReplaceOneModel<BsonDocument>(
                        openAndNotNewer(row), codec.document(row), new ReplaceOptions().upsert(true)))
                .toList();
        try {
            if (!models.isEmpty()) {
                rows().bulkWrite(models);
            }
        } catch (MongoBulkWriteException e) {
            if (e.getWriteErrors().stream().anyMatch(error -> error.getCategory() != ErrorCategory.DUPLICATE_KEY)) {
                throw e;
            }
            throw new DispatchSuperseded(key, dispatch, "a newer one has judged the same documents");
        }
    }

    private BsonDocument openAndNotNewer(UnitRow row) {
        return new BsonDocument("_id", codec.rowId(row.id()))
                .append("dispatch", codec.notNewer())
                .append("state", MISSING);
    }

    /** Forgets documents that turned out not to be touched after all. */
    public void forget(List<UnitRow> untouched) {
        if (!untouched.isEmpty()) {
            rows().deleteMany(openOf(untouched));
        }
    }

    /** Rows of which it is not known whether their documents were changed; they are this dispatch's from here on. */
    public List<UnitRow> unsettled(UnitProgress progress) {
        List<UnitRow> unsettled = rows().find(Filters.and(ofStep(), gte("number", progress.next())))
                .map(UnitRowCodec::row)
                .into(new ArrayList<>());
        if (!unsettled.isEmpty()) {
            rows().updateMany(openOf(unsettled), Updates.set("dispatch", new BsonInt64(dispatch.value())));
        }
        return unsettled;
    }

    /**
     * Hands over, the last one first, all rows that no compensation has settled.
     *
     * @param size rows per batch
     * @param bytes how much the documents of a batch and their rows may take; one is handed over whatever it takes
     */
    public void eachOpenBatch(UnitProgress progress, int size, int bytes, Consumer<List<UnitRow>> settle) {
        int most = size * BATCHES_PER_CURSOR;
        long below = Long.MAX_VALUE;
        MongoOpenRows open;
        do {
            // A cursor ends with its session, so none is asked for very much.
            try (MongoCursor<RawBsonDocument> cursor = open(below, size, most)) {
                open = new MongoOpenRows(cursor, row -> codec.counts(row, progress));
                for (List<UnitRow> batch = open.next(size, bytes); !batch.isEmpty(); batch = open.next(size, bytes)) {
                    settle.accept(batch);
                }
                below = open.lowest();
            }
        } while (open.met() == most);
    }

    private MongoCursor<RawBsonDocument> open(long below, int size, int most) {
        return store.scanned(Journal.UNITS)
                .withDocumentClass(RawBsonDocument.class)
                .find(Filters.and(ofStep(), lt("number", below), Filters.exists("state", false)))
                .sort(Indexes.descending("number"))
                .limit(most)
                .batchSize(size)
                .timeoutMode(TimeoutMode.ITERATION)
                .iterator();
    }

    public void restored(List<UnitRow> units) {
        if (!units.isEmpty()) {
            rows().updateMany(openOf(units), Updates.set("state", UnitRowCodec.RESTORED));
        }
    }

    public void conflicts(List<UnitConflict> conflicts) {
        List<UpdateOneModel<BsonDocument>> models = conflicts.stream()
                .map(conflict -> new UpdateOneModel<BsonDocument>(
                        openOf(List.of(conflict.row())), new BsonDocument("$set", codec.conflictState(conflict))))
                .toList();
        if (!models.isEmpty()) {
            rows().bulkWrite(models);
        }
    }

    public UnitTally tally() {
        Map<BsonValue, Long> counts = new HashMap<>();
        store.scanned(Journal.UNITS)
                .aggregate(
                        List.of(Aggregates.match(ofStep()), Aggregates.group("$state", Accumulators.sum("rows", 1L))))
                .forEach(group -> counts.put(
                        group.get("_id", BsonNull.VALUE),
                        group.getNumber("rows").longValue()));
        return new UnitTally(
                counts.getOrDefault(new BsonString(UnitRowCodec.RESTORED), 0L),
                counts.getOrDefault(new BsonString(UnitRowCodec.CONFLICT), 0L));
    }

    public List<UnitConflict> conflictSamples(int most) {
        return rows().find(Filters.and(ofStep(), eq("state", UnitRowCodec.CONFLICT)))
                .limit(most)
                .map(UnitRowCodec::conflict)
                .into(new ArrayList<>());
    }

    void purge() {
        List<BsonValue> ids = oldest();
        while (!ids.isEmpty()) {
            rows().deleteMany(in("_id", ids));
            ids = oldest();
        }
        steps().deleteOne(eq("_id", Journal.progressId(key)));
    }

    private List<BsonValue> oldest() {
        return rows().find(ofStep())
                .projection(Projections.include("_id"))
                .limit(PURGE_BATCH)
                .map(row -> row.get("_id"))
                .into(new ArrayList<>());
    }

    // Never those that a newer dispatch has taken over.
    private BsonDocument openOf(List<UnitRow> units) {
        List<BsonString> ids = units.stream().map(row -> codec.rowId(row.id())).toList();
        return new BsonDocument("_id", new BsonDocument("$in", new BsonArray(ids)))
                .append("dispatch", codec.notNewer())
                .append("state", MISSING);
    }

    private Bson ofStep() {
        return eq("step", key.toString());
    }

    private MongoCollection<BsonDocument> rows() {
        return store.collection(Journal.UNITS);
    }

    private MongoCollection<BsonDocument> steps() {
        return store.collection(Journal.STEPS);
    }
}
