package dev.lockstep.mongo.backup;

import com.mongodb.client.model.Projections;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.mongo.unit.BsonText;
import dev.lockstep.worker.BackupReader;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import dev.lockstep.worker.StepKey;
import dev.lockstep.worker.TargetBackups.RestoreMode;
import dev.lockstep.worker.backup.NameSet;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonNull;
import org.bson.BsonValue;
import org.bson.RawBsonDocument;

/**
 * Restores the documents of one collection: those of the backup first, then it deletes those that the backup does not
 * have. If a unique index refuses a document, because another one has its value for now, the whole is repeated.
 */
final class MongoCollectionRestore {
    /** Each pass frees the values that refused documents need, so the third or fourth one ends without a refusal. */
    private static final int MAX_PASSES = 5;

    private final MongoTargetDatabase database;
    private final int maxNames;
    private final RestoreMode mode;
    private final StepContext context;
    private final MongoDocumentRestore documents;
    private final RestoreCounts counts;
    private final String collection;

    /** @param maxNames maximum number of {@code _id}s that are held in memory */
    MongoCollectionRestore(
            MongoTargetDatabase database,
            int maxNames,
            RestoreMode mode,
            StepContext context,
            TouchedCollection touched,
            RestoreCounts counts) {
        this.database = database;
        this.maxNames = maxNames;
        this.mode = mode;
        this.context = context;
        this.collection = touched.name();
        this.documents = new MongoDocumentRestore(
                database, collection, new MongoLaterWrites(database, touched.steps(), context), mode, context);
        this.counts = counts;
    }

    /**
     * A collection and the steps that touch it.
     *
     * @param steps the keys of the steps in the journal, in their order
     */
    record TouchedCollection(String name, List<StepKey> steps) {}

    void run(BackupReader backup, CollectionFiles files) {
        Pass pass = pass(backup, files, Refused.KEEP, counts);
        for (int number = 1; pass.refused > 0; number++) {
            if (number == MAX_PASSES) {
                throw OperationFailed.withPartialEffect(
                        "unique-index",
                        ("a unique index of collection \"%s\" refused %d documents of the backup, document %s"
                                        + " among them, in %d attempts; drop the index, restore, and create it again")
                                .formatted(collection, pass.refused, pass.example, number));
            }
            pass = pass(backup, files, Refused.DELETE, new RestoreCounts());
        }
    }

    /** What to do with the present state of a document whose state in the backup a unique index has refused. */
    private enum Refused {
        /** While the first pass reads the file, the end of the file has not been compared with the manifest. */
        KEEP,
        /** Two documents may have each other's value, so each of them has to give its own up. */
        DELETE
    }

    private Pass pass(BackupReader backup, CollectionFiles files, Refused refused, RestoreCounts passCounts) {
        Pass pass = backup.file(files.documents(), file -> restoreDocuments(file, refused, passCounts));
        int parts = Math.toIntExact(1 + 2 * pass.documents / maxNames);
        for (int part = 0; part < parts; part++) {
            removeOthers(idsOf(backup, files, part, parts), part, parts, passCounts);
        }
        return mode == RestoreMode.DRY_RUN ? new Pass(pass.documents, 0, "") : pass;
    }

    /**
     * The result of one pass.
     *
     * @param documents number of documents in the backup
     * @param refused number of documents that a unique index refused
     * @param example one of them
     */
    private record Pass(long documents, long refused, String example) {}

    private Pass restoreDocuments(InputStream file, Refused handling, RestoreCounts passCounts) throws IOException {
        long read = 0;
        long refused = 0;
        String example = "";
        DocumentBatch batch = new DocumentBatch(database.options().batchSize());
        for (RawBsonDocument document = BsonBytes.read(file); document != null; document = BsonBytes.read(file)) {
            read++;
            batch.add(document);
            if (batch.isFull()) {
                List<RestoreWrite> refusedOfBatch = restore(batch, handling, passCounts);
                refused += refusedOfBatch.size();
                example = refusedOfBatch.isEmpty() ? example : nameOf(refusedOfBatch.getFirst());
                batch = new DocumentBatch(database.options().batchSize());
            }
        }
        List<RestoreWrite> refusedOfBatch = restore(batch, handling, passCounts);
        example = refusedOfBatch.isEmpty() ? example : nameOf(refusedOfBatch.getFirst());
        return new Pass(read, refused + refusedOfBatch.size(), example);
    }

    private List<RestoreWrite> restore(DocumentBatch batch, Refused handling, RestoreCounts passCounts) {
        List<RestoreWrite> refused = documents.restore(batch, passCounts);
        switch (handling) {
            case KEEP -> {
                // The next pass writes them again.
            }
            case DELETE -> documents.writer().deleteAll(refused);
        }
        return refused;
    }

    private String nameOf(RestoreWrite write) {
        return BsonText.ofId(write.document().get("_id", BsonNull.VALUE), context.masking());
    }

    /** The {@code _id}s of one part of the backup, about half of what may be in memory: parts are not of equal size. */
    private static NameSet idsOf(BackupReader backup, CollectionFiles files, int part, int parts) {
        return backup.file(files.documents(), file -> {
            NameSet ids = new NameSet(Integer.MAX_VALUE);
            for (RawBsonDocument document = BsonBytes.read(file); document != null; document = BsonBytes.read(file)) {
                byte[] id = BsonBytes.idOf(document);
                if (ids.partOf(id, parts) == part) {
                    ids.add(id);
                }
            }
            return ids;
        });
    }

    private void removeOthers(NameSet backedUp, int part, int parts, RestoreCounts passCounts) {
        List<BsonValue> others = new ArrayList<>();
        try (MongoDocumentScan scan = new MongoDocumentScan(
                database.collectionForScans(collection),
                Projections.include("_id"),
                database.options().batchSize())) {
            for (RawBsonDocument document = scan.next(); document != null; document = scan.next()) {
                byte[] id = BsonBytes.idOf(document);
                if (backedUp.partOf(id, parts) == part && !backedUp.contains(id)) {
                    others.add(document.get("_id", BsonNull.VALUE));
                }
                if (others.size() == database.options().batchSize()) {
                    documents.remove(others, passCounts);
                    others.clear();
                }
            }
        }
        documents.remove(others, passCounts);
    }
}
