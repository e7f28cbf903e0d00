package dev.lockstep.mongo.backup;

import com.mongodb.ReadConcern;
import com.mongodb.client.MongoCollection;
import dev.lockstep.contract.protocol.Progress;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.BackupWriter;
import dev.lockstep.worker.OperationFailed;
import dev.lockstep.worker.StepContext;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.RawBsonDocument;

/** Copies collections to files. It reads with majority, and holds one response of the server in memory. */
public final class MongoCollectionExport {
    private static final int PROGRESS_INTERVAL = 1_000;

    private final MongoTargetDatabase database;
    private final BackupWriter backup;
    private final StepContext context;
    private long documents;

    MongoCollectionExport(MongoTargetDatabase database, BackupWriter backup, StepContext context) {
        this.database = database;
        this.backup = backup;
        this.context = context;
    }

    /** Writes the files of a collection and returns whether it exists. */
    boolean write(String collection, CollectionFiles files) {
        CollectionMetadata metadata = database.describe(collection)
                .map(found -> metadata(collection, found))
                .orElseGet(() -> CollectionMetadata.missing(collection));
        backup.file(files.metadata(), metadata::writeTo);
        backup.file(files.documents(), file -> writeDocuments(collection, file));
        if (!metadata.exists()) {
            backup.note("collection \"%s\" does not exist".formatted(collection));
        }
        return metadata.exists();
    }

    private CollectionMetadata metadata(String collection, BsonDocument found) {
        BsonDocument options = found.getDocument("options", new BsonDocument());
        String type = found.getString("type", new BsonString("collection")).getValue();
        if (!type.equals("collection")
                || options.getBoolean("capped", BsonBoolean.FALSE).getValue()) {
            throw OperationFailed.withoutEffect(
                    "collection-type",
                    "collection \"%s\" is %s, but only an ordinary collection can be restored document by document"
                            .formatted(collection, type.equals("collection") ? "capped" : "a " + type));
        }
        return new CollectionMetadata(collection, true, options, indexesOf(database, collection));
    }

    /** The server's description of the indexes of a collection. */
    public static List<BsonDocument> indexesOf(MongoTargetDatabase database, String collection) {
        return database.collection(collection).listIndexes(BsonDocument.class).into(new ArrayList<>());
    }

    private long writeDocuments(String collection, OutputStream file) throws IOException {
        MongoCollection<BsonDocument> majority =
                database.collectionForScans(collection).withReadConcern(ReadConcern.MAJORITY);
        long written = 0;
        try (MongoDocumentScan scan = new MongoDocumentScan(
                majority, new BsonDocument(), database.options().batchSize())) {
            for (RawBsonDocument document = scan.next(); document != null; document = scan.next()) {
                BsonBytes.write(document, file);
                written++;
                if (++documents % PROGRESS_INTERVAL == 0) {
                    context.progress(new Progress(documents, null));
                }
            }
        }
        context.progress(new Progress(documents, null));
        return written;
    }
}
