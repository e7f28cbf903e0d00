package dev.lockstep.mongo.rehearsal;

import dev.lockstep.mongo.backup.MongoCollectionExport;
import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.CopyProgress;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;

/**
 * Creates collections of a copy with the options and indexes of the target. Expiries are left out, because the server would
 * delete documents from the copy during the rehearsal.
 */
final class MongoStructureCopy {
    private static final String EXPIRY = "expireAfterSeconds";

    private final MongoTargetDatabase target;
    private final MongoTargetDatabase copy;
    private final CopyProgress progress;

    MongoStructureCopy(MongoTargetDatabase target, MongoTargetDatabase copy, CopyProgress progress) {
        this.target = target;
        this.copy = copy;
        this.progress = progress;
    }

    /** @param options the options of the collection in the target */
    void create(String collection, BsonDocument options) {
        BsonDocument command = new BsonDocument("create", new BsonString(collection));
        command.putAll(options);
        if (command.remove(EXPIRY) != null) {
            noteExpiry(collection);
        }
        copy.run(command);
        List<BsonDocument> indexes = MongoCollectionExport.indexesOf(target, collection).stream()
                .filter(index -> !isCreatedWithCollection(index))
                .map(index -> withoutExpiry(collection, index))
                .toList();
        if (!indexes.isEmpty()) {
            copy.run(new BsonDocument("createIndexes", new BsonString(collection))
                    .append("indexes", new BsonArray(indexes)));
        }
    }

    private static boolean isCreatedWithCollection(BsonDocument index) {
        return index.getString("name").getValue().equals("_id_")
                || index.getBoolean("clustered", BsonBoolean.FALSE).getValue();
    }

    private BsonDocument withoutExpiry(String collection, BsonDocument index) {
        BsonDocument created = index.clone();
        created.remove("ns"); // Servers before MongoDB 4.4 add the name of the collection.
        if (created.remove(EXPIRY) != null) {
            noteExpiry(collection);
        }
        return created;
    }

    private void noteExpiry(String collection) {
        progress.note("documents of collection \"%s\" do not expire in the copy".formatted(collection));
    }
}
