package dev.lockstep.mongo.journal;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexModel;
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
import java.util.Collection;
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
import org.bson.conversions.Bson;

/**
 * Reads and writes the unit rows and the progress of one step for one dispatch. A unit has at most one row per step.
 */
public final class MongoUnitJournal {
    private static final BsonDocument MISSING = new BsonDocument("$exists", BsonBoolean.FALSE);
    private static final BsonDocument OPEN = new BsonDocument("state", MISSING);

    private final MongoTargetDatabase database;
    private final UnitJournalCodec codec;
    private final StepKey key;
    private final DispatchNumber dispatch;

    public MongoUnitJournal(MongoTargetDatabase database, StepKey key, DispatchNumber dispatch) {
        this.database = database;
        this.key = key;
        this.dispatch = dispatch;
        this.codec = new UnitJournalCodec(key, dispatch);
    }

    /**
     * Takes the units over from the earlier dispatch and returns the progress; empty if no dispatch has started them.
     */
    public Optional<UnitProgress> takeOver() {
        BsonDocument found =
                journal().find(eq("_id", JournalNames.progressId(key))).first();
        if (found == null) {
            return Optional.empty();
        }
        UnitProgress progress = UnitJournalCodec.parseProgress(found);
        DispatchNumber predecessor = UnitJournalCodec.parseDispatch(found);
        UnitProgress current = predecessor.equals(dispatch) ? progress : progress.withTakeoverFrom(predecessor);
        checkpoint(current);
        return Optional.of(current);
    }

    /** Writes the first progress. It precedes the first row, so a step without progress has no rows. */
    public void startProgress() {
        createIndexes();
        try {
            journal().insertOne(codec.progressDocument(JournalNames.progressId(key), UnitProgress.NONE));
        } catch (MongoWriteException e) {
            if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
                throw e;
            }
            // A slow earlier dispatch has just inserted its progress. It has no rows yet.
            checkpoint(UnitProgress.NONE);
        }
    }

    // The second index contains only rows in conflict, so it costs nothing for the others.
    private void createIndexes() {
        rows().createIndexes(List.of(
                new IndexModel(
                        Indexes.compoundIndex(Indexes.ascending("step"), Indexes.descending("number")),
                        new IndexOptions().name("units_of_a_step")),
                new IndexModel(
                        Indexes.ascending(UnitJournalCodec.CONFLICT_OF),
                        new IndexOptions().name("conflicts_of_a_step").sparse(true))));
    }

    /**
     * Writes the progress.
     *
     * @throws DispatchSuperseded if a newer dispatch has taken over the units
     */
    public void checkpoint(UnitProgress progress) {
        BsonDocument change = codec.progressDocument(JournalNames.progressId(key), progress);
        BsonValue id = change.remove("_id");
        BsonDocument ownProgress = new BsonDocument("_id", id).append("dispatch", codec.noNewerDispatch());
        if (journal().updateOne(ownProgress, new BsonDocument("$set", change)).getMatchedCount() == 0) {
            throw new DispatchSuperseded(key, dispatch, "a newer dispatch has taken over its units");
        }
    }

    /** The documents without a valid row. Rows that an earlier dispatch wrote after the takeover are not valid. */
    public List<BsonDocument> documentsWithoutRow(List<BsonDocument> documents, UnitProgress progress) {
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

    /** The row as {@link #insertRows} writes it. */
    public BsonDocument documentOf(UnitRow row) {
        return codec.rowDocument(row);
    }

    /** Writes the rows of units that have no valid row yet. */
    public void insertRows(List<UnitRow> rows) {
        try {
            rows().insertMany(rows.stream().map(codec::rowDocument).toList(), new InsertManyOptions().ordered(false));
        } catch (MongoBulkWriteException e) {
            if (e.getWriteErrors().stream().anyMatch(error -> error.getCategory() != ErrorCategory.DUPLICATE_KEY)) {
                throw e;
            }
            // The duplicates are rows of an earlier dispatch. Its write window is closed, so it cannot write their
            // documents.
            replaceRows(rows);
        }
    }

    /** Writes the rows of units whose documents are not written, over rows of this and earlier dispatches. */
    public void replaceRows(List<UnitRow> rows) {
        List<ReplaceOneModel<BsonDocument>> models = rows.stream()
                .map(row -> new ReplaceOneModel<BsonDocument>(
                        openRow(row), codec.rowDocument(row), new ReplaceOptions().upsert(true)))
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
                .append("dispatch", codec.noNewerDispatch())
                .append("state", MISSING);
    }

    /** Deletes the rows of units that the step did not change. */
    public void delete(List<UnitRow> unchanged) {
        if (!unchanged.isEmpty()) {
            rows().deleteMany(openRows(unchanged));
        }
    }

    /**
     * Takes over the rows that the progress does not include yet, whose documents may or may not be written. An erased
     * row is settled.
     */
    public List<UnitRow> takeOverUnsettled(UnitProgress progress) {
        List<UnitRow> unsettled = rows().find(
                        Filters.and(ofStep(), gte("number", progress.nextNumber()), new BsonDocument("state", MISSING)))
                .map(UnitJournalCodec::parseRow)
                .into(new ArrayList<>());
        if (!unsettled.isEmpty()) {
            rows().updateMany(openRows(unsettled), Updates.set("dispatch", new BsonInt64(dispatch.value())));
        }
        return unsettled;
    }

    /** The valid rows that no compensation has settled yet, in descending order of their numbers. */
    public MongoOpenRows openRows(UnitProgress progress, int batchSize) {
        return new MongoOpenRows(
                database.collectionForScans(JournalNames.UNIT_ROWS),
                ofStep(),
                row -> codec.isValid(row, progress),
                MongoOpenRows.Limits.of(batchSize));
    }

    /** Calls {@code use} with each row of these documents that no compensation has settled, one after the other. */
    public void forEachOpenRow(Collection<BsonValue> documentIds, Consumer<UnitRow> use) {
        List<BsonString> ids = documentIds.stream().map(codec::rowId).toList();
        rows().find(new BsonDocument("_id", new BsonDocument("$in", new BsonArray(ids))).append("state", MISSING))
                .forEach(row -> use.accept(UnitJournalCodec.parseRow(row)));
    }

    /** Settles rows whose documents are restored, also those that were erased since this dispatch has read them. */
    public void markRestored(List<UnitRow> units) {
        if (!units.isEmpty()) {
            rows().updateMany(
                            unitRows(units)
                                    .append("$or", new BsonArray(List.of(OPEN, UnitJournalCodec.ERASED_CONFLICT))),
                            Updates.combine(
                                    Updates.set("state", UnitJournalCodec.RESTORED),
                                    Updates.unset(UnitJournalCodec.CONFLICT_OF)));
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

    public UnitCounts countSettled() {
        Map<BsonValue, Long> counts = new HashMap<>();
        database.collectionForScans(JournalNames.UNIT_ROWS)
                .aggregate(
                        List.of(Aggregates.match(ofStep()), Aggregates.group("$state", Accumulators.sum("rows", 1L))))
                .forEach(group -> counts.put(
                        group.get("_id", BsonNull.VALUE),
                        group.getNumber("rows").longValue()));
        return new UnitCounts(
                counts.getOrDefault(new BsonString(UnitJournalCodec.RESTORED), 0L),
                counts.getOrDefault(new BsonString(UnitJournalCodec.CONFLICT), 0L));
    }

    /** Some of the conflicts of the step, found by an index that has only conflicts. */
    public List<UnitConflict> conflictSamples(int limit) {
        return rows().find(eq(UnitJournalCodec.CONFLICT_OF, key.toString()))
                .limit(limit)
                .map(UnitJournalCodec::parseConflict)
                .into(new ArrayList<>());
    }

    private BsonDocument openRows(List<UnitRow> units) {
        return unitRows(units).append("state", MISSING);
    }

    // Does not match rows that a newer dispatch has taken over.
    private BsonDocument unitRows(List<UnitRow> units) {
        List<BsonString> ids = units.stream().map(row -> codec.rowId(row.id())).toList();
        return new BsonDocument("_id", new BsonDocument("$in", new BsonArray(ids)))
                .append("dispatch", codec.noNewerDispatch());
    }

    private Bson ofStep() {
        return eq("step", key.toString());
    }

    private MongoCollection<BsonDocument> rows() {
        return database.collection(JournalNames.UNIT_ROWS);
    }

    private MongoCollection<BsonDocument> journal() {
        return database.collection(JournalNames.JOURNAL);
    }
}
