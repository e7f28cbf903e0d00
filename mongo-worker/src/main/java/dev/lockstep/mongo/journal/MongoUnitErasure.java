package dev.lockstep.mongo.journal;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Projections;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.JournalEntry;
import dev.lockstep.worker.StepKey;
import java.util.List;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * Removes the values of single units from the rows of a step. The row stays: it says that the unit cannot be restored,
 * and it counts as a conflict unless a compensation has settled it.
 */
public final class MongoUnitErasure {
    private final MongoTargetDatabase database;
    private final StepKey key;
    private final JournalEntry entry;
    private final UnitJournalCodec codec;

    public MongoUnitErasure(MongoTargetDatabase database, StepKey key, JournalEntry entry) {
        this.database = database;
        this.key = key;
        this.entry = entry;
        this.codec = new UnitJournalCodec(key, entry.fence());
    }

    /** Erases the units whose documents have one of these ids, and returns their number. */
    public long erase(List<BsonValue> documentIds) {
        eraseLeftCopies(documentIds);
        List<BsonString> ids = documentIds.stream().map(codec::rowId).toList();
        return ids.stream().filter(this::eraseRow).count();
    }

    // Reads the row again while a dispatch takes it over, because it is of a unit then.
    private boolean eraseRow(BsonString id) {
        BsonDocument row = read(id);
        while (row != null && !row.containsKey("state") && isOfNoUnit(row)) {
            Failpoints.hit("mongo.unit.erase-before-delete");
            BsonDocument asRead = whereState(row, false)
                    .append("dispatch", row.getInt64("dispatch"))
                    .append("number", row.getInt64("number"));
            row = rows().deleteOne(asRead).getDeletedCount() == 1 ? null : read(id);
        }
        return row != null && eraseValues(row);
    }

    private @Nullable BsonDocument read(BsonString id) {
        return rows().find(eq("_id", id))
                .projection(Projections.include("_id", "dispatch", "number", "state"))
                .first();
    }

    private boolean eraseValues(BsonDocument row) {
        rows().updateOne(whereState(row, false), new BsonDocument("$set", codec.erasedState()));
        Failpoints.hit("mongo.unit.erase-mid-row");
        BsonDocument settled = new BsonDocument("$set", UnitJournalCodec.withoutValues())
                .append("$unset", new BsonDocument("found", new BsonString("")));
        return rows().updateOne(whereState(row, true), settled).getMatchedCount() == 1;
    }

    private static BsonDocument whereState(BsonDocument row, boolean exists) {
        return new BsonDocument("_id", row.getString("_id"))
                .append("state", new BsonDocument("$exists", BsonBoolean.valueOf(exists)));
    }

    // A dispatch that wrote the row after a newer one had taken over the units did not change the document.
    private boolean isOfNoUnit(BsonDocument row) {
        BsonDocument found =
                journal().find(eq("_id", JournalNames.progressId(key))).first();
        if (found == null) {
            return true;
        }
        UnitProgress progress = UnitJournalCodec.parseProgress(found);
        return row.getInt64("number").getValue() < progress.nextNumber()
                && !new UnitJournalCodec(key, UnitJournalCodec.parseDispatch(found)).isValid(row, progress);
    }

    // The last dispatch could not drop its copies of documents if it failed. Every later dispatch of the target drops
    // them.
    private void eraseLeftCopies(List<BsonValue> documentIds) {
        if (entry.step() != null && entry.step().dispatch().equals(entry.fence())) {
            database.collectionNames(JournalNames.SCRATCH_PREFIX)
                    .forEach(name -> database.collection(name).deleteMany(in("_id", documentIds)));
        }
    }

    private MongoCollection<BsonDocument> rows() {
        return database.collection(JournalNames.UNIT_ROWS);
    }

    private MongoCollection<BsonDocument> journal() {
        return database.collection(JournalNames.JOURNAL);
    }
}
