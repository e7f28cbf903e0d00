package dev.lockstep.mongo.rehearsal;

import com.mongodb.ReadConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.cursor.TimeoutMode;
import dev.lockstep.mongo.backup.MongoDocumentScan;
import dev.lockstep.mongo.journal.JournalNames;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.CopyProgress;
import java.util.Optional;
import java.util.OptionalInt;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.RawBsonDocument;

/** Copies collections with all their documents, or with a sample that has those that the steps change first. */
final class MongoCollectionCopy {
    private final MongoTargetDatabase target;
    private final MongoTargetDatabase copy;
    private final CopyProgress progress;

    MongoCollectionCopy(MongoTargetDatabase target, MongoTargetDatabase copy, CopyProgress progress) {
        this.target = target;
        this.copy = copy;
        this.progress = progress;
    }

    void run(CopiedCollection collection, OptionalInt sample) {
        Optional<BsonDocument> found = target.describe(collection.name());
        String obstacle = obstacle(collection.name(), found);
        if (!obstacle.isEmpty()) {
            progress.note("collection \"%s\" is not in the copy: it %s".formatted(collection.name(), obstacle));
            return;
        }
        BsonDocument options = found.orElseThrow().getDocument("options", new BsonDocument());
        new MongoStructureCopy(target, copy, progress).create(collection.name(), options);
        MongoDocumentCopy documents =
                new MongoDocumentCopy(copy, collection.name(), options.containsKey("validator"), progress);
        if (sample.isPresent()) {
            copySample(collection, sample.getAsInt(), documents);
        } else {
            copyAll(collection.name(), documents);
        }
        noteRefused(collection.name(), documents.finish());
    }

    /** Why a collection cannot be copied; empty if it can. */
    private static String obstacle(String collection, Optional<BsonDocument> found) {
        if (JournalNames.isReserved(collection)) {
            return "belongs to Lockstep or to the server";
        }
        return found.map(description -> description
                        .getString("type", new BsonString("collection"))
                        .getValue())
                .map(type -> type.equals("collection") ? "" : "is a " + type)
                .orElse("does not exist in the target");
    }

    // The indexes exist before the documents, so a document that a write in between has made a duplicate is left out.
    private void noteRefused(String collection, long refused) {
        if (refused > 0) {
            progress.markIncomplete();
            progress.note(
                    "%d documents of collection \"%s\" are not in the copy: applications wrote them while they were copied"
                            .formatted(refused, collection));
        }
    }

    private void copyAll(String collection, MongoDocumentCopy documents) {
        try (MongoDocumentScan scan = new MongoDocumentScan(
                source(collection), new BsonDocument(), target.options().batchSize())) {
            for (RawBsonDocument document = scan.next(); document != null; document = scan.next()) {
                documents.add(document);
            }
        }
    }

    private void copySample(CopiedCollection collection, int sample, MongoDocumentCopy documents) {
        int missing = sample;
        for (BsonDocument query : collection.queries()) {
            try (MongoCursor<RawBsonDocument> cursor = find(collection.name(), query, missing)) {
                for (; missing > 0 && cursor.hasNext(); missing--) {
                    documents.add(cursor.next());
                }
                if (cursor.hasNext()) {
                    progress.markIncomplete();
                    return;
                }
            }
        }
    }

    /** Finds one document more than are copied, to know whether there are more. */
    private MongoCursor<RawBsonDocument> find(String collection, BsonDocument query, int missing) {
        return source(collection)
                .withDocumentClass(RawBsonDocument.class)
                .find(query)
                .limit(1 + missing)
                .batchSize(target.options().batchSize())
                .timeoutMode(TimeoutMode.ITERATION)
                .iterator();
    }

    private MongoCollection<BsonDocument> source(String collection) {
        return target.collectionForScans(collection).withReadConcern(ReadConcern.MAJORITY);
    }
}
