package dev.lockstep.mongo.rehearsal;

import dev.lockstep.contract.protocol.Digest;
import dev.lockstep.mongo.backup.BsonBytes;
import dev.lockstep.mongo.backup.MongoCollectionExport;
import dev.lockstep.mongo.backup.MongoDocumentScan;
import dev.lockstep.mongo.journal.JournalNames;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.ContentDigests;
import dev.lockstep.worker.Sha256;
import dev.lockstep.worker.StepContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.RawBsonDocument;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/**
 * Computes the digests of a database without Lockstep's collections: the documents of each collection, as their bytes in the
 * order of {@code _id}, and its options and indexes.
 */
final class MongoContentDigests {
    private static final int CHECK_INTERVAL = 1_000;
    private static final JsonWriterSettings CANONICAL =
            JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

    private final MongoTargetDatabase database;
    private final StepContext context;

    MongoContentDigests(MongoTargetDatabase database, StepContext context) {
        this.database = database;
        this.context = context;
    }

    ContentDigests compute() {
        TreeMap<String, Digest> parts = new TreeMap<>();
        for (String collection : database.collectionNames("")) {
            if (!JournalNames.isReserved(collection)) {
                parts.put("options and indexes of collection \"%s\"".formatted(collection), structureOf(collection));
                parts.put("documents of collection \"%s\"".formatted(collection), documentsOf(collection));
            }
        }
        return new ContentDigests(parts);
    }

    private Digest structureOf(String collection) {
        List<BsonDocument> indexes = MongoCollectionExport.indexesOf(database, collection).stream()
                .sorted(Comparator.comparing(index -> index.getString("name").getValue()))
                .toList();
        BsonDocument structure = new BsonDocument("indexes", new BsonArray(indexes));
        database.describe(collection)
                .map(found -> found.getDocument("options", new BsonDocument()))
                .ifPresent(options -> structure.append("options", options));
        return Sha256.of(structure.toJson(CANONICAL).getBytes(StandardCharsets.UTF_8));
    }

    private Digest documentsOf(String collection) {
        MessageDigest sha256 = Sha256.start();
        long digested = 0;
        try (MongoDocumentScan scan = new MongoDocumentScan(
                database.collectionForScans(collection),
                new BsonDocument(),
                database.options().batchSize())) {
            for (RawBsonDocument document = scan.next(); document != null; document = scan.next()) {
                sha256.update(BsonBytes.of(document));
                if (++digested % CHECK_INTERVAL == 0) {
                    context.checkpoint();
                }
            }
        }
        return Digest.of(sha256.digest());
    }
}
