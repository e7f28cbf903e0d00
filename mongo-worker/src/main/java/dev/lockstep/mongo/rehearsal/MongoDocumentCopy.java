package dev.lockstep.mongo.rehearsal;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import dev.lockstep.mongo.backup.BsonBytes;
import dev.lockstep.mongo.target.MongoFailures;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.CopyProgress;
import dev.lockstep.worker.Failpoints;
import java.util.ArrayList;
import java.util.List;
import org.bson.RawBsonDocument;

/** Inserts documents into one collection of a copy, in batches of limited size. */
final class MongoDocumentCopy {
    private static final int MAX_BYTES = 4 << 20;

    private final MongoCollection<RawBsonDocument> copies;
    private final int batchSize;
    private final InsertManyOptions options;
    private final CopyProgress progress;
    private final List<RawBsonDocument> batch = new ArrayList<>();
    private long bytes;
    private long refused;

    /** @param hasValidator whether the collection has a validator, which the documents need not pass */
    MongoDocumentCopy(MongoTargetDatabase copy, String collection, boolean hasValidator, CopyProgress progress) {
        this.copies = copy.collection(collection).withDocumentClass(RawBsonDocument.class);
        this.batchSize = copy.options().batchSize();
        this.options = new InsertManyOptions().ordered(false);
        if (hasValidator) {
            options.bypassDocumentValidation(true);
        }
        this.progress = progress;
    }

    void add(RawBsonDocument document) {
        batch.add(document);
        bytes += BsonBytes.sizeOf(document);
        if (batch.size() >= batchSize || bytes >= MAX_BYTES) {
            insert();
        }
    }

    /** Inserts the last batch, and returns the number of documents that a unique index has refused. */
    long finish() {
        insert();
        return refused;
    }

    private void insert() {
        if (batch.isEmpty()) {
            return;
        }
        Failpoints.hit("mongo.copy.before-batch");
        int copied = batch.size();
        try {
            copies.insertMany(batch, options);
        } catch (MongoBulkWriteException e) {
            if (!MongoFailures.hasOnlyDuplicateKeys(e)) {
                throw e;
            }
            copied -= e.getWriteErrors().size();
            refused += e.getWriteErrors().size();
        }
        batch.clear();
        bytes = 0;
        progress.add(copied);
    }
}
