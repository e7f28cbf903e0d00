package dev.lockstep.mongo.backup;

import dev.lockstep.mongo.target.MongoTargetDatabase;
import dev.lockstep.worker.TargetBackups.RestoreMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** Creates a missing collection and missing indexes. Others that differ from the backup are reported and stay. */
final class MongoIndexRestore {
    private final MongoTargetDatabase database;
    private final RestoreMode mode;
    private final List<String> notes;

    MongoIndexRestore(MongoTargetDatabase database, RestoreMode mode, List<String> notes) {
        this.database = database;
        this.mode = mode;
        this.notes = notes;
    }

    /** Creates the collection with its options if it is missing. */
    void createCollection(CollectionMetadata metadata) {
        Optional<BsonDocument> found = database.describe(metadata.collection());
        if (found.isPresent()) {
            noteDifferentOptions(metadata, found.get().getDocument("options", new BsonDocument()));
        } else if (metadata.exists()) {
            notes.add("collection \"%s\" is created again with its options".formatted(metadata.collection()));
            if (mode == RestoreMode.WRITE) {
                BsonDocument command = new BsonDocument("create", new BsonString(metadata.collection()));
                command.putAll(metadata.options());
                database.run(command);
            }
        }
    }

    private void noteDifferentOptions(CollectionMetadata metadata, BsonDocument found) {
        if (metadata.exists() && !found.equals(metadata.options())) {
            notes.add(
                    "the options of collection \"%s\" differ from the backup and stay as they are: found %s, in the backup %s"
                            .formatted(
                                    metadata.collection(),
                                    found.toJson(),
                                    metadata.options().toJson()));
        }
    }

    /** Creates the missing indexes. Called after the documents are restored, so that unique indexes can be created. */
    void createIndexes(CollectionMetadata metadata) {
        if (!metadata.exists() || database.describe(metadata.collection()).isEmpty()) {
            return;
        }
        Map<String, BsonDocument> found = new LinkedHashMap<>();
        MongoCollectionExport.indexesOf(database, metadata.collection())
                .forEach(index -> found.put(nameOf(index), index));
        List<BsonDocument> missing = new ArrayList<>();
        for (BsonDocument index : metadata.indexes()) {
            BsonDocument current = found.remove(nameOf(index));
            if (current == null) {
                missing.add(withoutNamespace(index));
            } else if (!withoutNamespace(current).equals(withoutNamespace(index))) {
                notes.add(
                        "index %s of collection \"%s\" differs from the backup and stays as it is: found %s, in the backup %s"
                                .formatted(nameOf(index), metadata.collection(), current.toJson(), index.toJson()));
            }
        }
        found.keySet()
                .forEach(name -> notes.add("index %s of collection \"%s\" is not in the backup and stays"
                        .formatted(name, metadata.collection())));
        create(metadata.collection(), missing);
    }

    private void create(String collection, List<BsonDocument> missing) {
        if (missing.isEmpty()) {
            return;
        }
        missing.forEach(index ->
                notes.add("index %s of collection \"%s\" is created again".formatted(nameOf(index), collection)));
        if (mode == RestoreMode.WRITE) {
            database.run(new BsonDocument("createIndexes", new BsonString(collection))
                    .append("indexes", new BsonArray(missing)));
        }
    }

    private static String nameOf(BsonDocument index) {
        return index.getString("name").getValue();
    }

    /** Servers before MongoDB 4.4 add the name of the collection. */
    private static BsonDocument withoutNamespace(BsonDocument index) {
        BsonDocument copy = index.clone();
        copy.remove("ns");
        return copy;
    }
}
