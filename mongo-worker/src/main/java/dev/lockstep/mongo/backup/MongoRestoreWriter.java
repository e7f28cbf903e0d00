package dev.lockstep.mongo.backup;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.WriteModel;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDateTime;
import org.bson.RawBsonDocument;

/** Sends the writes of a restore to one collection. A write whose document has changed since it was read does nothing. */
final class MongoRestoreWriter {
    private static final int DUPLICATE_KEY = 11_000;
    private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);
    private static final BulkWriteOptions ORDERED = new BulkWriteOptions();

    private final MongoTargetDatabase database;
    private final MongoCollection<RawBsonDocument> collection;
    private final MongoRestoreWindow window;

    MongoRestoreWriter(MongoTargetDatabase database, String collection, MongoRestoreWindow window) {
        this.database = database;
        this.collection = database.collection(
                        collection, this.database.options().writeLimit())
                .withDocumentClass(RawBsonDocument.class);
        this.window = window;
    }

    /**
     * The result of some writes.
     *
     * @param isComplete whether all of the other documents are written
     * @param refused the writes that a unique index has refused
     */
    record Result(boolean isComplete, List<RestoreWrite> refused) {}

    Result write(List<RestoreWrite> writes) {
        BsonDateTime windowEnd = window.ensureOpen();
        List<RestoreWrite> single = new ArrayList<>();
        List<WriteModel<RawBsonDocument>> models = new ArrayList<>();
        List<RestoreWrite> refused = new ArrayList<>();
        boolean isComplete = true;
        for (RestoreWrite write : writes) {
            if (write instanceof RestoreWrite.Replace replace && !canReplace(replace)) {
                isComplete &= recreate(replace, refused, windowEnd);
            } else {
                single.add(write);
                models.add(modelOf(write, windowEnd));
            }
        }
        return new Result(sendAll(models, single, refused) && isComplete, refused);
    }

    private boolean sendAll(
            List<WriteModel<RawBsonDocument>> models, List<RestoreWrite> writes, List<RestoreWrite> refused) {
        if (models.isEmpty()) {
            return true;
        }
        int refusedBefore = refused.size();
        BulkWriteResult result;
        try {
            result = collection.bulkWrite(models, UNORDERED);
        } catch (MongoBulkWriteException thrown) {
            for (BulkWriteError error : thrown.getWriteErrors()) {
                if (error.getCode() != DUPLICATE_KEY) {
                    throw thrown;
                }
                refused.add(writes.get(error.getIndex()));
            }
            result = thrown.getWriteResult();
        }
        return written(result) == models.size() - (refused.size() - refusedBefore);
    }

    private static int written(BulkWriteResult result) {
        return result.getMatchedCount() + result.getInsertedCount() + result.getDeletedCount();
    }

    private static WriteModel<RawBsonDocument> modelOf(RestoreWrite write, BsonDateTime windowEnd) {
        return switch (write) {
            case RestoreWrite.Insert(RawBsonDocument document) -> new InsertOneModel<>(document);
            case RestoreWrite.Replace(RawBsonDocument document, RawBsonDocument current) ->
                new ReplaceOneModel<>(RestoreGuard.of(current, windowEnd), document);
            case RestoreWrite.Delete(RawBsonDocument document) ->
                new DeleteOneModel<>(RestoreGuard.of(document, windowEnd));
        };
    }

    /** A server refuses a replacement with a top-level name that starts with $, and two states that do not fit into a write. */
    private static boolean canReplace(RestoreWrite.Replace replace) {
        return RestoreGuard.fit(replace.current(), replace.document())
                && BsonBytes.fieldsOf(replace.document()).keySet().stream().noneMatch(name -> name.startsWith("$"));
    }

    /** Deletes and inserts a document. If the worker dies in between, the next restore finds it missing and inserts it. */
    private boolean recreate(RestoreWrite.Replace replace, List<RestoreWrite> refused, BsonDateTime windowEnd) {
        try {
            BulkWriteResult result = collection.bulkWrite(
                    List.of(
                            new DeleteOneModel<>(RestoreGuard.of(replace.current(), windowEnd)),
                            new InsertOneModel<>(replace.document())),
                    ORDERED);
            return result.getDeletedCount() + result.getInsertedCount() == 2;
        } catch (MongoBulkWriteException thrown) {
            if (thrown.getWriteErrors().stream().anyMatch(error -> error.getCode() != DUPLICATE_KEY)) {
                throw thrown;
            }
            if (thrown.getWriteResult().getDeletedCount() == 1) {
                refused.add(replace);
                return true;
            }
            // The document has changed, so it was not deleted, and its own _id has refused the insert.
            return false;
        }
    }

    /** Deletes documents, so that their values in unique indexes become free. */
    void deleteAll(List<RestoreWrite> refused) {
        List<RestoreWrite> deletions = new ArrayList<>();
        for (RestoreWrite write : refused) {
            if (write instanceof RestoreWrite.Replace replace) {
                deletions.add(new RestoreWrite.Delete(replace.current()));
            }
        }
        if (!deletions.isEmpty()) {
            write(deletions);
        }
    }
}
