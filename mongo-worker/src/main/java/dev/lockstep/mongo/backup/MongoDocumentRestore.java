package dev.lockstep.mongo.backup;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.mongo.unit.BsonText;
import dev.lockstep.worker.Failpoints;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.TargetBackups.RestoreMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * Makes batches of documents as they are in the backup: compares, writes what differs, and compares again what may have changed
 * in between.
 */
final class MongoDocumentRestore {
    /** Bounds the loop when an application changes a document between every read and write. */
    private static final int MAX_ATTEMPTS = 100;

    private static final int MAX_WRITE_BYTES = 4 << 20;

    private final MongoTargetDatabase database;
    private final String collection;
    private final MongoRestoreWriter writer;
    private final MongoLaterWrites laterWrites;
    private final RestoreMode mode;
    private final StepContext context;

    MongoDocumentRestore(
            MongoTargetDatabase database,
            String collection,
            MongoLaterWrites laterWrites,
            RestoreMode mode,
            StepContext context) {
        this.database = database;
        this.collection = collection;
        this.writer = new MongoRestoreWriter(database, collection, new MongoRestoreWindow(database, context));
        this.laterWrites = laterWrites;
        this.mode = mode;
        this.context = context;
    }

    MongoRestoreWriter writer() {
        return writer;
    }

    /**
     * Restores the documents of a batch.
     *
     * @return the writes that a unique index has refused
     */
    List<RestoreWrite> restore(DocumentBatch batch, RestoreCounts counts) {
        Attempt attempt = new Attempt(counts);
        List<RawBsonDocument> open = batch.rest();
        for (int number = 0; !open.isEmpty(); number++) {
            checkAttempts(number, open.getFirst());
            open = attempt.run(open);
            attempt = attempt.next();
        }
        context.progress(new Progress(counts.handled(), null));
        return attempt.refused;
    }

    /** Deletes the documents with these {@code _id}s, which the backup does not have. */
    void remove(List<BsonValue> ids, RestoreCounts counts) {
        RestoreCounts attemptCounts = counts;
        List<BsonValue> open = ids;
        for (int number = 0; !open.isEmpty(); number++) {
            List<RestoreWrite> writes = new ArrayList<>();
            long bytes = 0;
            List<BsonValue> rest = new ArrayList<>();
            try (MongoCursor<RawBsonDocument> found = find(open)) {
                while (found.hasNext()) {
                    RawBsonDocument document = found.next();
                    boolean isNamed = hasIdOf(open, document);
                    if (isNamed && bytes <= MAX_WRITE_BYTES) {
                        writes.add(new RestoreWrite.Delete(document));
                        bytes += BsonBytes.sizeOf(document);
                    } else if (isNamed) {
                        rest.add(document.get("_id", BsonNull.VALUE));
                    }
                }
            }
            if (!writes.isEmpty()) {
                checkAttempts(number, writes.getFirst().document());
            }
            boolean isComplete = writes.isEmpty() || settle(writes, attemptCounts, new ArrayList<>());
            if (!isComplete) {
                writes.forEach(write -> rest.add(write.document().get("_id", BsonNull.VALUE)));
                attemptCounts = new RestoreCounts();
            }
            number = isComplete ? 0 : number;
            open = rest;
        }
        context.progress(new Progress(counts.handled(), null));
    }

    private static boolean hasIdOf(List<BsonValue> ids, RawBsonDocument document) {
        byte[] id = BsonBytes.idOf(document);
        return ids.stream().anyMatch(candidate -> Arrays.equals(BsonBytes.idOf(candidate), id));
    }

    private MongoCursor<RawBsonDocument> find(List<BsonValue> ids) {
        MongoCollection<RawBsonDocument> documents =
                database.collection(collection).withDocumentClass(RawBsonDocument.class);
        return documents
                .find(new BsonDocument("_id", new BsonDocument("$in", new BsonArray(ids))))
                .batchSize(1 + ids.size())
                .iterator();
    }

    /** Counts the writes, and makes them; returns whether all of them took effect or were refused. */
    private boolean settle(List<RestoreWrite> writes, RestoreCounts counts, List<RestoreWrite> refused) {
        writes.forEach(write -> counts.add(write.change()));
        laterWrites.among(writes).forEach(write -> counts.addLaterWrite(nameOf(write), write.change()));
        if (mode == RestoreMode.DRY_RUN) {
            return true;
        }
        Failpoints.hit("mongo.restore.before-write");
        MongoRestoreWriter.Result result = writer.write(writes);
        refused.addAll(result.refused());
        return result.isComplete();
    }

    private String nameOf(RestoreWrite write) {
        BsonValue id = write.document().get("_id", BsonNull.VALUE);
        return collection + "/" + BsonText.ofId(id, context.masking());
    }

    private void checkAttempts(int attempts, RawBsonDocument document) {
        context.checkpoint();
        if (attempts == MAX_ATTEMPTS) {
            throw OperationFailed.retriable(
                    "contended",
                    "document %s was not restored in %d attempts: an application changes it too often"
                            .formatted(
                                    BsonText.ofId(document.get("_id", BsonNull.VALUE), context.masking()), attempts));
        }
    }

    /** One comparison of the documents of a batch. Only the first one counts. */
    private final class Attempt {
        private final RestoreCounts counts;
        private final List<RestoreWrite> refused = new ArrayList<>();
        private final List<RawBsonDocument> open = new ArrayList<>();
        private List<RestoreWrite> writes = new ArrayList<>();
        private long bytes;

        private Attempt(RestoreCounts counts) {
            this.counts = counts;
        }

        /** Returns the documents that may still differ. */
        private List<RawBsonDocument> run(List<RawBsonDocument> documents) {
            DocumentBatch missing = new DocumentBatch(documents.size());
            documents.forEach(missing::add);
            try (MongoCursor<RawBsonDocument> found = find(missing.ids())) {
                while (found.hasNext()) {
                    RawBsonDocument current = found.next();
                    RawBsonDocument expected = missing.take(current);
                    if (expected != null) {
                        compare(expected, current);
                    }
                }
            }
            missing.rest().forEach(document -> add(new RestoreWrite.Insert(document), BsonBytes.sizeOf(document)));
            flush();
            return open;
        }

        private void compare(RawBsonDocument expected, RawBsonDocument current) {
            if (Arrays.equals(BsonBytes.of(expected), BsonBytes.of(current))) {
                counts.addEqual();
            } else {
                add(
                        new RestoreWrite.Replace(expected, current),
                        BsonBytes.sizeOf(expected) + BsonBytes.sizeOf(current));
            }
        }

        private void add(RestoreWrite write, int size) {
            writes.add(write);
            bytes += size;
            if (bytes >= MAX_WRITE_BYTES) {
                flush();
            }
        }

        private void flush() {
            if (writes.isEmpty()) {
                return;
            }
            List<RestoreWrite> sent = writes;
            writes = new ArrayList<>();
            bytes = 0;
            int refusedBefore = refused.size();
            if (!settle(sent, counts, refused)) {
                List<RestoreWrite> refusedNow = refused.subList(refusedBefore, refused.size());
                sent.stream().filter(write -> !refusedNow.contains(write)).forEach(write -> open.add(write.document()));
            }
        }

        private Attempt next() {
            Attempt next = new Attempt(new RestoreCounts());
            next.refused.addAll(refused);
            return next;
        }
    }
}
