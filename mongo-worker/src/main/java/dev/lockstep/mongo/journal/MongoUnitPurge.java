package dev.lockstep.mongo.journal;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.PurgeListener;
import dev.lockstep.worker.PurgedRows;
import dev.lockstep.worker.StepKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;
import org.bson.conversions.Bson;

/** Deletes the unit rows and the progress of one step, in batches by descending number. */
final class MongoUnitPurge {
    private static final int BATCH_SIZE = 1_000;
    private static final int SAMPLE_SIZE = 10;
    private final MongoTargetDatabase database;
    private final StepKey key;

    MongoUnitPurge(MongoTargetDatabase database, StepKey key) {
        this.database = database;
        this.key = key;
    }

    PurgedRows run(PurgeListener listener) {
        PurgedRows purged = PurgedRows.NONE;
        Bson remaining = eq("step", key.toString());
        Optional<Batch> next = read(remaining, listener.batchSize(BATCH_SIZE));
        while (next.isPresent()) {
            Batch batch = next.get();
            purged = purged.plus(delete(batch));
            listener.removed(purged);
            // The server does not pass the index entries of deleted rows again. Rows can have equal numbers.
            remaining = and(eq("step", key.toString()), lte("number", batch.lastNumber()));
            next = read(remaining, listener.batchSize(BATCH_SIZE));
        }
        journal().deleteOne(eq("_id", JournalNames.progressId(key)));
        return purged;
    }

    private record Batch(List<BsonValue> ids, BsonInt64 lastNumber) {}

    private Optional<Batch> read(Bson condition, int size) {
        List<BsonDocument> rows = rows().find(condition)
                .projection(Projections.include("_id", "number"))
                .sort(Sorts.descending("number"))
                .limit(size)
                .into(new ArrayList<>());
        return rows.isEmpty()
                ? Optional.empty()
                : Optional.of(new Batch(
                        rows.stream().map(row -> row.get("_id")).toList(),
                        rows.getLast().getInt64("number")));
    }

    private PurgedRows delete(Batch batch) {
        long bytes = averageSize(
                batch.ids().subList(0, Math.min(SAMPLE_SIZE, batch.ids().size())));
        long rows = rows().deleteMany(in("_id", batch.ids())).getDeletedCount();
        return new PurgedRows(rows, rows * bytes);
    }

    private long averageSize(List<BsonValue> sample) {
        return Math.round(
                rows().withDocumentClass(RawBsonDocument.class).find(in("_id", sample)).into(new ArrayList<>()).stream()
                        .mapToInt(row -> row.getByteBuffer().remaining())
                        .average()
                        .orElse(0));
    }

    private MongoCollection<BsonDocument> rows() {
        return database.collection(JournalNames.UNIT_ROWS);
    }

    private MongoCollection<BsonDocument> journal() {
        return database.collection(JournalNames.JOURNAL);
    }
}
